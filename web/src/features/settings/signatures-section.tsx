import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { usePermission, useSession, useSetSigning, useUpdateProfile } from "@/api/session";
import { notifyError } from "@/lib/errors";
import { signatureFor, signed } from "@/lib/signature";
import { Section } from "./section";

const POLICIES = ["off", "optional", "public"] as const;

/** One's own signature, and the workspace's rule for all of them. */
export function SignaturesSection() {
  const { t } = useTranslation();
  return (
    <Section title={t("settings.signatures")} lead={t("signatures.lead")}>
      <Stack gap="xl" maw={460}>
        <Own />
        <Policy />
      </Stack>
    </Section>
  );
}

function Own() {
  const { t } = useTranslation();
  const { user, workspace } = useSession();
  const update = useUpdateProfile();
  const [signature, setSignature] = useState(user.signature);
  const shown = signatureFor({ ...user, signature }, workspace.signing, true, true);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    update.mutate(
      { signature },
      {
        onSuccess: () => notifications.show({ color: "pine", message: t("settings.saved") }),
        onError: (error) => notifyError(error, t),
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" wrap="nowrap">
        <TextInput
          label={t("signatures.own")}
          description={t("signatures.ownHelp")}
          value={signature}
          onChange={(event) => setSignature(event.currentTarget.value)}
          maxLength={100}
          flex={1}
        />
        <Button type="submit" variant="default" loading={update.isPending}>
          {t("actions.save")}
        </Button>
      </Group>
      <Text fz="sm" c="dimmed" mt="sm">
        {t("signatures.looks")}
      </Text>
      <Text fz="sm" style={{ whiteSpace: "pre-wrap" }}>
        {signed(t("signatures.example"), shown)}
      </Text>
    </form>
  );
}

function Policy() {
  const { t } = useTranslation();
  const { workspace } = useSession();
  const permitted = usePermission("workspace.manage");
  const set = useSetSigning();
  return (
    <Radio.Group
      label={t("signatures.policy")}
      value={workspace.signing}
      onChange={(value) => {
        const signing = POLICIES.find((each) => each === value) ?? "optional";
        set.mutate(signing, { onError: (error) => notifyError(error, t) });
      }}
    >
      <Stack gap="xs" mt="xs">
        {POLICIES.map((policy) => (
          <Radio
            key={policy}
            value={policy}
            disabled={!permitted}
            label={t(`signatures.policies.${policy}`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
