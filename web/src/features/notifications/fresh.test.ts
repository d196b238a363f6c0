import { expect, it } from "vitest";
import type { Notification } from "@/api/types";
import { newestEvent, since, withNew, worthToasting } from "./fresh";

const NOW = Date.parse("2026-11-26T07:00:00Z");

const told = (change: Partial<Notification>): Notification => ({
  id: 1,
  event_id: 10,
  kind: "mention",
  conversation_id: 7,
  number: 1,
  network: "x",
  contact_name: "Maria",
  actor_name: "Ben",
  message_id: null,
  note_id: 3,
  snippet: "look",
  reason: null,
  count: 1,
  at: "2026-11-26T06:59:58Z",
  read_at: null,
  ...change,
});

it("knows what is new by the log", () => {
  const items = [told({ event_id: 12 }), told({ event_id: 10 })];
  expect(newestEvent(items)).toBe(12);
  expect(newestEvent([])).toBe(0);
  expect(since(items, 10)).toEqual([items[0]]);
});

it("makes no toast of what one looks at, of what can wait, and of what is no news any more", () => {
  const one = told({});
  const all = [
    one,
    told({ conversation_id: 8 }),
    told({ kind: "released" }),
    told({ kind: "woken" }),
    told({ at: "2026-11-26T06:30:00Z" }),
  ];
  expect(worthToasting(all, 8, NOW)).toEqual([one]);
});

it("shows three, the newest first, and each once", () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((id) => told({ id, event_id: id }));
  if (!a || !b || !c || !d) throw new Error("four were made");
  expect(withNew([c, b, a], [d])).toEqual([d, c, b]);
  const more = told({ id: 2, event_id: 9, count: 2 });
  expect(withNew([c, b, a], [more])).toEqual([more, c, a]);
});
