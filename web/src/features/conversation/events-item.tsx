import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMembers, useTags, useTeams } from "@/api/people";
import type { EventEntry } from "@/api/timeline-types";
import { Age } from "@/components/age";
import { formatFull } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { languageName } from "@/lib/languages";
import { whyNotSent } from "./not-sent";
import classes from "./timeline.module.css";

// Fewer than this are told at once.
const FOLD_FROM = 3;

export function EventsItem({ events }: { events: EventEntry[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const folded = events.length >= FOLD_FROM && !open;
  const shown = folded ? events.slice(-1) : events;
  return (
    <div className={classes.events}>
      {folded && (
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setOpen(true)}>
          {t("timeline.folded", { count: events.length - 1 })}
        </Button>
      )}
      {shown.map((event) => (
        <EventLine key={event.id} event={event} />
      ))}
    </div>
  );
}

function EventLine({ event }: { event: EventEntry }) {
  const { t } = useTranslation();
  const values = useEventValues(event);
  return (
    <p>
      {t(sentence(event), { ...values, defaultValue: `${event.actor.name}: ${event.kind}` })}
      {" · "}
      <Age at={event.at} />
    </p>
  );
}

const text = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const ids = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : []);

/** The words an event's sentence needs; ids become the names people know. */
function useEventValues({ actor, data, kind }: EventEntry) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const { data: tags = [] } = useTags();
  const member = (id: unknown) => members.find(({ user_id }) => user_id === id)?.name;
  const team = teams.find(({ id }) => id === data.team_id)?.name;
  const named = (prefix: string, value: unknown) => t(`${prefix}.${text(value)}`, text(value));
  const tagNames = (chosen: unknown) =>
    tags
      .filter(({ id }) => ids(chosen).includes(id))
      .map(({ name }) => name)
      .join(", ");
  return {
    actor: actor.name || t("actors.system"),
    target: member(data.assignee_id) ?? team ?? t("list.unassigned"),
    from: member(data.from_assignee_id ?? data.from_id) ?? t("composer.colleague"),
    added: tagNames(data.added),
    removed: tagNames(data.removed),
    priority: named("priority", data.after),
    language: text(data.after) ? languageName(text(data.after), locale) : t("language.unknown"),
    state: named("state", data.after),
    reason: named("resolve", data.reason),
    why: [text(data.why) && named("moderation.why", data.why), text(data.note)]
      .filter(Boolean)
      .join(": "),
    failed: t(`moderation.refused.${text(data.deed)}`, text(data.deed)),
    asked: ids(data.user_ids).map(member).filter(Boolean).join(", "),
    author: member(data.author_id) ?? t("composer.colleague"),
    note: text(data.note),
    count: Number(data.quiet_days ?? 0),
    word: text(data.word),
    sendAt: text(data.send_at) && formatFull(text(data.send_at), locale),
    whyNot: kind === "reply.unscheduled" ? whyNotSent(t, text(data.reason), actor.name) : "",
    until: text(data.until) && formatFull(text(data.until), locale),
    due: text(data.due_at) && formatFull(text(data.due_at), locale),
  };
}

/** What was done in the network's own app has no reason of ours. */
const MODERATED = ["message.hidden", "message.shown"];

/** One event both adds and takes away tags; which, its sentence says. */
function sentence({ kind, data, actor }: EventEntry) {
  if (MODERATED.includes(kind) && actor.kind === "network") return `events.${kind}There`;
  if (kind === "conversation.resolved" && data.quiet_days !== undefined)
    return "events.conversation.resolvedStale";
  if (kind === "conversation.resolved" && data.word !== undefined)
    return "events.conversation.resolvedSpam";
  if (kind === "conversation.language_changed" && data.handed_back)
    return "events.conversation.language_handed_back";
  if (kind === "conversation.reopened" && data.not_spam) return "events.conversation.notSpam";
  if (kind === "reply.unscheduled" && data.reason === "withdrawn")
    return "events.reply.unscheduledPlain";
  if (kind === "approval.rejected" && !data.note) return "events.approval.rejectedPlain";
  if (kind !== "conversation.tagged") return `events.${kind}`;
  if (ids(data.removed).length === 0) return "events.conversation.tagged";
  return ids(data.added).length === 0
    ? "events.conversation.untagged"
    : "events.conversation.retagged";
}
