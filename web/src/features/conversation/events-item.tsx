import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMembers, useTeams } from "@/api/people";
import type { EventEntry } from "@/api/timeline-types";
import { Age } from "@/components/age";
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
      {t(`events.${event.kind}`, { ...values, defaultValue: `${event.actor.name}: ${event.kind}` })}
      {" · "}
      <Age at={event.at} />
    </p>
  );
}

const text = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** The words an event's sentence needs; ids become the names people know. */
function useEventValues({ actor, data }: EventEntry) {
  const { t } = useTranslation();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const member = members.find(({ user_id }) => user_id === data.assignee_id);
  const team = teams.find(({ id }) => id === data.team_id);
  const named = (prefix: string, value: unknown) =>
    value === undefined || value === null ? "" : t(`${prefix}.${text(value)}`, text(value));
  return {
    actor: actor.kind === "person" ? actor.name : t(`actors.${actor.kind}`, { name: actor.name }),
    target:
      (member?.name ?? text(data.assignee_name)) ||
      (team?.name ?? text(data.team_name)) ||
      t("list.unassigned"),
    tag: text(data.tag ?? data.name),
    priority: named("priority", data.priority ?? data.to),
    state: named("state", data.state ?? data.to),
    reason: named("resolve", data.reason),
  };
}
