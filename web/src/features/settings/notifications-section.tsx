import { Checkbox, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useChoices, useChoose } from "@/api/notifications";
import { ErrorBox } from "@/components/error-box";
import { notifyError } from "@/lib/errors";
import { Section } from "./section";

/** Of what a person is told. */
export function NotificationsSection() {
  const { t } = useTranslation();
  const { data: choices, error, refetch } = useChoices();
  const choose = useChoose();
  return (
    <Section title={t("settings.notifications")} lead={t("notifications.lead")}>
      {error && !choices && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {choices && (
        <Stack gap="sm">
          {choices.map((choice) => (
            <Checkbox
              key={choice.kind}
              label={t(`notifications.about.${choice.kind}`)}
              checked={choice.in_app}
              onChange={(event) =>
                choose.mutate([{ ...choice, in_app: event.currentTarget.checked }], {
                  onError: (failure) => notifyError(failure, t),
                })
              }
            />
          ))}
        </Stack>
      )}
    </Section>
  );
}
