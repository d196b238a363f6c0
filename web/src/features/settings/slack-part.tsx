import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBrandSlack } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { SlackWay } from "@/api/types";
import { useConnectSlack, useDisconnectSlack } from "@/api/ways";
import { Confirm } from "@/components/confirm";
import { PasswordField } from "@/components/password-field";
import { notifyError } from "@/lib/errors";
import { readForm } from "@/lib/forms";
import { FormModal } from "./form-modal";

/** Being told on the workspace's Slack: which it is, who can connect one, and what stands in the way. */
export function SlackPart({ way, address }: { way: SlackWay | null; address: string }) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const manages = permissions.includes("workspace.manage");
  return (
    <section>
      <Title order={3} fz="md">
        {t("slack.title")}
      </Title>
      <Text c="dimmed" fz="sm" mt={2} mb="sm">
        {t("slack.lead")}
      </Text>
      {way ? (
        <Connected way={way} address={address} manages={manages} />
      ) : (
        <Alert role="group" color="gray" icon={<IconBrandSlack size={18} />} title={t("slack.off")}>
          {manages ? <Connect label={t("slack.connect")} /> : t("slack.offHelp")}
        </Alert>
      )}
    </section>
  );
}

function Connected(props: { way: SlackWay; address: string; manages: boolean }) {
  const { t } = useTranslation();
  const { way, address, manages } = props;
  const { team, trouble, unknown } = way;
  return (
    <Stack gap="sm">
      {trouble !== null && (
        <Alert color="red" icon={<IconBrandSlack size={18} />}>
          {t("slack.trouble", { reason: trouble })}
        </Alert>
      )}
      {unknown && trouble === null && (
        <Alert color="yellow" icon={<IconBrandSlack size={18} />}>
          {t("slack.unknown", { team, address })}
        </Alert>
      )}
      <Alert
        role="group"
        color="pine"
        icon={<IconBrandSlack size={18} />}
        title={t("slack.on", { team })}
      >
        {manages && (
          <Group gap="xs">
            <Connect label={t("slack.reconnect")} />
            <Disconnect team={team} />
          </Group>
        )}
      </Alert>
    </Stack>
  );
}

function Connect({ label }: { label: string }) {
  const { t } = useTranslation();
  const connect = useConnectSlack();
  const [asking, ask] = useDisclosure();
  const close = () => {
    connect.reset();
    ask.close();
  };
  return (
    <>
      <Button variant="default" onClick={ask.open}>
        {label}
      </Button>
      <FormModal
        opened={asking}
        onClose={close}
        title={t("slack.connect")}
        action={t("slack.connect")}
        loading={connect.isPending}
        error={connect.error}
        onSubmit={(form) => connect.mutate(readForm(form).token ?? "", { onSuccess: close })}
      >
        <Text fz="sm">{t("slack.connectHelp")}</Text>
        <PasswordField
          name="token"
          label={t("slack.token")}
          placeholder="xoxb-…"
          autoComplete="off"
          required
          data-autofocus
        />
      </FormModal>
    </>
  );
}

function Disconnect({ team }: { team: string }) {
  const { t } = useTranslation();
  const disconnect = useDisconnectSlack();
  const [asking, ask] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={ask.open}>
        {t("slack.disconnect")}
      </Button>
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("slack.disconnectTitle", { team })}
        action={t("slack.disconnect")}
        loading={disconnect.isPending}
        onConfirm={() =>
          disconnect.mutate(undefined, {
            onError: (error) => notifyError(error, t),
            onSettled: ask.close,
          })
        }
      >
        {t("slack.disconnectHelp")}
      </Confirm>
    </>
  );
}
