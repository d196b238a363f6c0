import type { Entry, EventEntry, MessageEntry, NoteEntry } from "@/api/timeline-types";
import { isSameDay } from "@/lib/dates";

export type TimelineItem =
  | { type: "day"; key: string; at: string }
  | { type: "unread"; key: string; count: number }
  | { type: "thread"; key: string; threadId: number }
  | { type: "message"; key: string; message: MessageEntry; continued: boolean }
  | { type: "note"; key: string; note: NoteEntry }
  | { type: "events"; key: string; events: EventEntry[] };

const CONTINUED_MS = 5 * 60_000;

const continues = (message: MessageEntry, previous: Entry | undefined) =>
  previous?.entry === "message" &&
  previous.direction === message.direction &&
  previous.visibility === message.visibility &&
  previous.thread_id === message.thread_id &&
  previous.author.id === message.author.id &&
  isSameDay(previous.at, message.at) &&
  Date.parse(message.at) - Date.parse(previous.at) < CONTINUED_MS;

/** What a person reads: days apart, events folded, threads named where they change. */
export function toTimelineItems(
  entries: readonly Entry[],
  seenAt: string | null = null,
): TimelineItem[] {
  const items: TimelineItem[] = [];
  const unread = unseen(entries, seenAt);
  let previous: Entry | undefined;
  let threadId: number | undefined;
  for (const entry of entries) {
    if (!previous || !isSameDay(previous.at, entry.at)) {
      items.push({ type: "day", key: `day-${entry.at}`, at: entry.at });
    }
    if (entry === unread[0]) items.push({ type: "unread", key: "unread", count: unread.length });
    const last = items.at(-1);
    if (entry.entry === "event") {
      if (last?.type === "events") last.events.push(entry);
      else items.push({ type: "events", key: `event-${entry.id}`, events: [entry] });
    } else if (entry.entry === "note") {
      items.push({ type: "note", key: `note-${entry.id}`, note: entry });
    } else {
      if (entry.thread_id !== threadId) {
        threadId = entry.thread_id;
        items.push({ type: "thread", key: `thread-${threadId}-${entry.id}`, threadId });
      }
      items.push({
        type: "message",
        key: `message-${entry.id}`,
        message: entry,
        continued: continues(entry, previous),
      });
    }
    previous = entry;
  }
  return items;
}

/** What the contact has said since this person looked; nothing when they look for the first time, or have seen none of it. */
function unseen(entries: readonly Entry[], seenAt: string | null) {
  if (seenAt === null) return [];
  const theirs = entries.filter((entry) => entry.entry === "message" && entry.direction === "in");
  const seen = Date.parse(seenAt);
  const fresh = theirs.filter(
    (entry) => entry.entry === "message" && Date.parse(entry.received_at) > seen,
  );
  return fresh.length < theirs.length ? fresh : [];
}
