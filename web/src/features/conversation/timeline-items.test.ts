import { expect, it } from "vitest";
import type { EventEntry } from "@/api/timeline-types";
import { message } from "@/testing/samples";
import { toTimelineItems } from "./timeline-items";

const event = (id: number, at: string): EventEntry => ({
  entry: "event",
  id,
  kind: "conversation.tagged",
  actor: { kind: "person", id: 1, name: "Ana", avatar_url: null },
  data: {},
  at,
});

it("parts days, names threads and folds events", () => {
  const items = toTimelineItems([
    message({ id: 1, at: "2026-03-03T10:00:00Z" }),
    message({ id: 2, at: "2026-03-03T10:01:00Z" }),
    event(3, "2026-03-03T10:02:00Z"),
    event(4, "2026-03-03T10:03:00Z"),
    message({ id: 5, at: "2026-03-05T10:00:00Z", thread_id: 12, visibility: "private" }),
  ]);
  expect(items.map((item) => item.type)).toEqual([
    "day",
    "thread",
    "message",
    "message",
    "events",
    "day",
    "thread",
    "message",
  ]);
});

it("joins what one author says in one breath, never across public and private", () => {
  const items = toTimelineItems([
    message({ id: 1 }),
    message({ id: 2 }),
    message({ id: 3, visibility: "private", thread_id: 12 }),
  ]);
  const continued = items.flatMap((item) => (item.type === "message" ? [item.continued] : []));
  expect(continued).toEqual([false, true, false]);
});
