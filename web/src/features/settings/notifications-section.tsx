import { Checkbox, Divider, Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useChoices, useChoose } from "@/api/notifications";
import type { NotificationChoices, Ways } from "@/api/types";
import { useWays } from "@/api/ways";
import { ErrorBox } from "@/components/error-box";
import { notifyError } from "@/lib/errors";
import { MailPart } from "./mail-part";
import { MannersPart } from "./manners-part";
import classes from "./notifications-section.module.css";
import { PushPart } from "./push-part";
import { Section } from "./section";
import { SlackPart } from "./slack-part";
import { SoundPart } from "./sound-part";

const WAYS = ["in_app", "push", "mail", "slack", "sound"] as const;
type Way = (typeof WAYS)[number];
type Choice = NotificationChoices["choices"][number];

/** Of what a person is told, and how. */
export function NotificationsSection() {
  const { t } = useTranslation();
  const { data: choices, error, refetch } = useChoices();
  const ways = useWays();
  const failed = error ?? ways.error;
  const retry = () => void Promise.all([refetch(), ways.refetch()]);
  return (
    <Section title={t("settings.notifications")} lead={t("notifications.lead")}>
      {failed && !(choices && ways.data) && <ErrorBox error={failed} onRetry={retry} />}
      <Stack gap="xl">
        {choices && ways.data ? (
          <Choices choices={choices} ways={ways.data} />
        ) : (
          !failed && <Skeleton h={480} role="status" aria-label={t("states.loading")} />
        )}
        <MannersPart />
        <Divider />
        <PushPart />
        {ways.data && (
          <>
            <Divider />
            <MailPart way={ways.data.mail} />
            <Divider />
            <SlackPart way={ways.data.slack} address={ways.data.mail.address} />
          </>
        )}
        <Divider />
        <SoundPart />
      </Stack>
    </Section>
  );
}

/** The ways there are: what is not set up is not offered. */
function offered({ mail, slack }: Ways): Way[] {
  return WAYS.filter((way) => (way !== "mail" || mail.offered) && (way !== "slack" || slack));
}

function Choices({ choices, ways }: { choices: Choice[]; ways: Ways }) {
  const { t } = useTranslation();
  const shown = offered(ways);
  return (
    <table className={classes.choices} data-many={shown.length > 3 || undefined}>
      <thead>
        <tr>
          <th scope="col">{t("notifications.what")}</th>
          {shown.map((way) => (
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
            {shown.map((way) => (
              <td key={way}>
                <WayBox choice={choice} way={way} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WayBox({ choice, way }: { choice: Choice; way: Way }) {
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
