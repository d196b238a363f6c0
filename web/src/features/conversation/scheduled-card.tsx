import { Button, Group, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendarClock, IconCalendarOff, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Scheduled } from "@/api/scheduled";
import { useSession } from "@/api/session";
import { TimeItems, TimeModal } from "@/components/snooze-items";
import { VisibilityMark } from "@/components/visibility-mark";
import { formatFull, formatRest, formatRelativeDay, formatTime } from "@/lib/dates";
import { errorMessage } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import classes from "./approval-card.module.css";
import { Attachments } from "./attachments";
import { whyNotSent } from "./not-sent";
import { useLaterTimes } from "./use-later-times";
import { useScheduledReply } from "./use-scheduled-reply";

/** A reply that waits for its time, or that came back. Nothing about it looks sent. */
export function ScheduledCard({ scheduled }: { scheduled: Scheduled }) {
  const { t } = useTranslation();
  const { author, visibility, text, attachments, state } = scheduled;
  const [refused, setRefused] = useState<unknown>();
  const pictures = attachments.map(({ url, name }) => ({ kind: "image" as const, url, name }));
  const waits = state === "waiting";
  return (
    <article
      id={`scheduled-${scheduled.id}`}
      className={classes.card}
      data-visibility={visibility}
      aria-label={t(waits ? "scheduled.waitingBy" : "scheduled.returnedBy", { name: author.name })}
    >
      <header>
        {waits ? <When at={scheduled.send_at} /> : <NotSent />}
        <span>{t("scheduled.by", { name: author.name })}</span>
        <VisibilityMark visibility={visibility} size={13} />
        {waits && <Left at={scheduled.send_at} />}
      </header>
      <div className={classes.text}>{text}</div>
      <Attachments message={{ attachments: pictures, external_url: null, author }} />
      <div className={classes.facts}>
        {scheduled.resolves && <p>{t("scheduled.resolves")}</p>}
        {!waits && (
          <p className={classes.fresh} role="status">
            {whyNotSent(t, scheduled.reason, scheduled.by_name)}
          </p>
        )}
      </div>
      {refused !== undefined && (
        <p className={classes.refused} role="alert">
          {errorMessage(refused, t)}
        </p>
      )}
      {waits ? (
        <WhileItWaits scheduled={scheduled} onRefused={setRefused} />
      ) : (
        <WhatCameBack scheduled={scheduled} onRefused={setRefused} />
      )}
    </article>
  );
}

function When({ at }: { at: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  useNow(60_000);
  const said = { day: formatRelativeDay(at, locale), time: formatTime(at, locale) };
  return (
    <span className={classes.state}>
      <IconCalendarClock size={14} aria-hidden />
      <time dateTime={at} title={formatFull(at, locale)}>
        {t("scheduled.goesOut", said)}
      </time>
    </span>
  );
}

function Left({ at }: { at: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow(5_000);
  const left = formatRest(at, locale, now, "short");
  return <span>{left ? t("scheduled.left", { left }) : t("scheduled.goingOut")}</span>;
}

function NotSent() {
  const { t } = useTranslation();
  return (
    <span className={classes.state}>
      <IconCalendarOff size={14} aria-hidden /> {t("scheduled.notSent")}
    </span>
  );
}

interface DeedProps {
  scheduled: Scheduled;
  onRefused: (error: unknown) => void;
}

function WhileItWaits({ scheduled, onRefused }: DeedProps) {
  const { t } = useTranslation();
  const { can } = scheduled;
  const { busy, sendNow, move, withdraw } = useScheduledReply(scheduled, onRefused);
  const [other, otherTime] = useDisclosure();
  const times = useLaterTimes();
  if (can.length === 0) return null;
  return (
    <Group gap={6} mt={8}>
      {can.includes("send") && (
        <Button
          size="xs"
          leftSection={<IconSend size={14} aria-hidden />}
          loading={busy}
          onClick={sendNow}
        >
          {t("scheduled.sendNow")}
        </Button>
      )}
      {can.includes("reschedule") && (
        <Menu shadow="md" position="top-start" width={230}>
          <Menu.Target>
            <Button size="xs" variant="default" disabled={busy}>
              {t("scheduled.change")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <TimeItems {...times} onChoose={move} onOther={otherTime.open} />
          </Menu.Dropdown>
        </Menu>
      )}
      {can.includes("withdraw") && (
        <Button size="xs" variant="default" disabled={busy} onClick={withdraw}>
          {t("scheduled.withdraw")}
        </Button>
      )}
      <TimeModal
        {...times}
        action={t("scheduled.change")}
        opened={other}
        onClose={otherTime.close}
        onChoose={move}
      />
    </Group>
  );
}

/** To its author the words again where they are not in the composer already, and the pictures; who leads may put it away. */
function WhatCameBack({ scheduled, onRefused }: DeedProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { busy, putBack, putAway } = useScheduledReply(scheduled, onRefused);
  const { author, in_draft: inDraft, attachments, can } = scheduled;
  if (!can.includes("put_away")) return null;
  const lost = author.id === user.id && (!inDraft || attachments.length > 0);
  return (
    <Group gap={6} mt={8}>
      {lost && (
        <Button size="xs" loading={busy} onClick={putBack}>
          {t(inDraft ? "approvals.putBack" : "scheduled.putBack")}
        </Button>
      )}
      <Button size="xs" variant="default" disabled={busy} onClick={putAway}>
        {t("scheduled.understood")}
      </Button>
    </Group>
  );
}
