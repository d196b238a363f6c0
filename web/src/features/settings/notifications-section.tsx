import { Checkbox, Divider, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useChoices, useChoose } from "@/api/notifications";
import type { NotificationChoices } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { notifyError } from "@/lib/errors";
import classes from "./notifications-section.module.css";
import { PushPart } from "./push-part";
import { Section } from "./section";
import { SoundPart } from "./sound-part";

const WAYS = ["in_app", "push", "sound"] as const;
type Choice = NotificationChoices["choices"][number];

/** Of what a person is told, and how. */
export function NotificationsSection() {
  const { t } = useTranslation();
  const { data: choices, error, refetch } = useChoices();
  return (
    <Section title={t("settings.notifications")} lead={t("notifications.lead")}>
      {error && !choices && <ErrorBox error={error} onRetry={() => void refetch()} />}
      <Stack gap="xl">
        {choices && <Choices choices={choices} />}
        <Divider />
        <PushPart />
        <Divider />
        <SoundPart />
      </Stack>
    </Section>
  );
}

function Choices({ choices }: { choices: Choice[] }) {
  const { t } = useTranslation();
  return (
    <table className={classes.choices}>
      <thead>
        <tr>
          <th scope="col">{t("notifications.what")}</th>
          {WAYS.map((way) => (
            <th key={way} scope="col">
              {t(`notifications.way.${way}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {choices.map((choice) => (
          <tr key={choice.kind}>
            <th scope="row">{t(`notifications.about.${choice.kind}`)}</th>
            {WAYS.map((way) => (
              <td key={way}>
                <Way choice={choice} way={way} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Way({ choice, way }: { choice: Choice; way: (typeof WAYS)[number] }) {
  const { t } = useTranslation();
  const choose = useChoose();
  // What is not told in Heard is not told in any other way either.
  const silent = way !== "in_app" && !choice.in_app;
  return (
    <Checkbox
      aria-label={`${t(`notifications.about.${choice.kind}`)}: ${t(`notifications.way.${way}`)}`}
      checked={choice[way] && !silent}
      disabled={silent}
      onChange={(event) =>
        choose.mutate([{ ...choice, [way]: event.currentTarget.checked }], {
          onError: (failure) => notifyError(failure, t),
        })
      }
    />
  );
}
