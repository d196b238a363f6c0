import { Alert, Button, Stack, Text, Title } from "@mantine/core";
import { IconMail, IconMailOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MailTest, MailWay } from "@/api/types";
import { useTryMail } from "@/api/ways";
import { Age } from "@/components/age";
import { notifyError } from "@/lib/errors";

/** Being told by mail: whether that is possible, to which address, and what stands in the way. */
export function MailPart({ way }: { way: MailWay }) {
  const { t } = useTranslation();
  const minutes = Math.max(1, Math.round(way.after_seconds / 60));
  return (
    <section>
      <Title order={3} fz="md">
        {t("mail.title")}
      </Title>
      <Text c="dimmed" fz="sm" mt={2} mb="sm">
        {t("mail.lead", { count: minutes })}
      </Text>
      {way.offered ? (
        <Stack gap="sm">
          <Troubles way={way} />
          <Offered way={way} />
        </Stack>
      ) : (
        <Alert role="group" color="gray" icon={<IconMailOff size={18} />} title={t("mail.off")}>
          {t("mail.offHelp")}
        </Alert>
      )}
    </section>
  );
}

function Troubles({ way }: { way: MailWay }) {
  const { t } = useTranslation();
  return (
    <>
      {way.trouble && (
        <Alert color="yellow" icon={<IconMailOff size={18} />} title={t("mail.trouble")}>
          {way.reason} <Age at={way.trouble} />
        </Alert>
      )}
      {way.refusal !== null && (
        <Alert
          color="red"
          icon={<IconMailOff size={18} />}
          title={t("mail.refused", { reason: way.refusal })}
        >
          {t("mail.refusedHelp")}
        </Alert>
      )}
    </>
  );
}

function Offered({ way: { address } }: { way: MailWay }) {
  const { t } = useTranslation();
  const test = useTryMail();
  return (
    <Alert
      role="group"
      color="pine"
      icon={<IconMail size={18} />}
      title={t("mail.to", { address })}
    >
      <Button
        variant="default"
        loading={test.isPending}
        onClick={() => test.mutate(undefined, { onError: (error) => notifyError(error, t) })}
      >
        {t("mail.try")}
      </Button>
      <Text fz="sm" mt={test.data ? "xs" : 0} role="status">
        {test.data && <Outcome test={test.data} address={address} />}
      </Text>
    </Alert>
  );
}

function Outcome({ test: { outcome, reason }, address }: { test: MailTest; address: string }) {
  const { t } = useTranslation();
  return t(`mail.${outcome}`, { reason, address });
}
