import {
  IconAlertTriangleFilled,
  IconCornerUpLeft,
  IconRosetteDiscountCheckFilled,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useMembers } from "@/api/people";
import type { Row } from "@/api/types";
import { Age } from "@/components/age";
import { DueMark } from "@/components/due-mark";
import { LanguageMark } from "@/components/language-mark";
import { NetworkMark } from "@/components/network-mark";
import { PersonAvatar } from "@/components/person-avatar";
import { PriorityMark } from "@/components/priority-mark";
import { ScheduledMark } from "@/components/scheduled-mark";
import { VipMark } from "@/components/vip-mark";
import { tagColor } from "@/components/tag-color";
import { VisibilityMark } from "@/components/visibility-mark";
import { WindowMark } from "@/components/window-mark";
import { formatSoon } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import classes from "./conversation-list.module.css";

const MAX_TAGS = 2;

interface Props {
  row: Row;
  open: boolean;
  cursor: boolean;
  chosen: boolean;
}

/** Drawn again only when it has changed: opening a conversation changes two of the rows. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { row, open, cursor, chosen } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow(60_000);
  return (
    <Link
      from="/inbox/$view/{-$conversationId}"
      to="/inbox/$view/{-$conversationId}"
      params={(params) => ({ view: params.view, conversationId: String(row.id) })}
      search={({ message: _, note: __, ...search }) => search}
      className={classes.row}
      data-open={open || undefined}
      data-chosen={chosen || undefined}
      data-cursor={cursor || undefined}
      data-unread={row.unread || undefined}
      aria-current={open ? "true" : undefined}
    >
      <div className={classes.face}>
        <PersonAvatar name={row.contact.name} src={row.contact.avatar_url} size={36} />
        <NetworkMark network={row.network} size={14} />
      </div>
      <div style={{ minWidth: 0 }}>
        <div className={classes.line}>
          <span className={classes.name}>{row.contact.name}</span>
          {row.contact.vip && <VipMark size={14} />}
          {row.contact.verified && (
            <IconRosetteDiscountCheckFilled
              size={15}
              color="var(--mantine-color-blue-6)"
              role="img"
              aria-label={t("contact.verified")}
            />
          )}
          {row.unread && <span className={classes.dot} role="img" aria-label={t("list.unread")} />}
          <span className={classes.time} data-waiting={isLate(row, now) || undefined}>
            {row.snoozed_until ? (
              <time dateTime={row.snoozed_until}>{formatSoon(row.snoozed_until, locale)}</time>
            ) : (
              <Age at={row.waiting_since ?? row.last_message_at} />
            )}
          </span>
        </div>
        <p className={classes.preview}>
          {row.last_direction === "out" && (
            <IconCornerUpLeft size={13} aria-label={t("list.weAnswered")} role="img" />
          )}{" "}
          <span lang={(row.last_direction === "in" && row.language) || undefined}>
            {row.preview}
          </span>
        </p>
        <Marks row={row} />
      </div>
    </Link>
  );
});

const LATE_MS = 60 * 60_000;
const isLate = (row: Row, now: number) =>
  row.waiting_since !== null && now - Date.parse(row.waiting_since) > LATE_MS;

function Marks({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { data: members = [] } = useMembers();
  const assignee = members.find((member) => member.user_id === row.assignee_id);
  const hidden = row.tags.length - MAX_TAGS;
  return (
    <div className={`${classes.line ?? ""} ${classes.marks ?? ""}`}>
      {row.has_public && <VisibilityMark visibility="public" />}
      {row.has_private && <VisibilityMark visibility="private" />}
      {row.language && <LanguageMark code={row.language} />}
      {row.due_at && <DueMark at={row.due_at} />}
      {row.window_closes_at && <WindowMark at={row.window_closes_at} />}
      {row.scheduled_at && <ScheduledMark at={row.scheduled_at} />}
      {row.priority !== "normal" && <PriorityMark priority={row.priority} size={15} />}
      {row.failed && (
        <span className={classes.mark} title={t("list.failed")}>
          <IconAlertTriangleFilled
            size={15}
            color="var(--heard-alert)"
            role="img"
            aria-label={t("list.failed")}
          />
        </span>
      )}
      {row.tags.slice(0, MAX_TAGS).map((tag) => (
        <span key={tag.id} className={classes.tag} style={{ "--tag-color": tagColor(tag.color) }}>
          {tag.name}
        </span>
      ))}
      {hidden > 0 && <span className={classes.assignee}>+{hidden}</span>}
      <span className={classes.assignee}>{assignee?.name ?? t("list.unassigned")}</span>
    </div>
  );
}
