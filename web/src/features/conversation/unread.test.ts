import { expect, it } from "vitest";
import { message } from "@/testing/samples";
import { toTimelineItems } from "./timeline-items";

const said = (id: number, minute: number, change = {}) => {
  const at = `2026-03-03T10:${String(minute).padStart(2, "0")}:00Z`;
  return message({ id, at, received_at: at, ...change });
};
const kinds = (entries: ReturnType<typeof said>[], seenAt: string | null) =>
  toTimelineItems(entries, seenAt).map(({ key }) => key);

it("draws a line before what came since this person looked, and counts it", () => {
  const entries = [said(1, 1), said(2, 5, { direction: "out" }), said(3, 6), said(4, 7)];
  const items = toTimelineItems(entries, "2026-03-03T10:05:30Z");
  expect(items.find(({ type }) => type === "unread")).toMatchObject({ count: 2 });
  const keys = items.map(({ key }) => key);
  expect(keys.indexOf("unread")).toBe(keys.indexOf("message-3") - 1);
});

it("draws none for who looks for the first time, and none when all has been seen", () => {
  expect(kinds([said(1, 1), said(2, 2)], null)).not.toContain("unread");
  expect(kinds([said(1, 1), said(2, 2)], "2026-03-03T11:00:00Z")).not.toContain("unread");
  expect(kinds([said(1, 1), said(2, 2)], "2026-03-03T09:00:00Z")).not.toContain("unread");
});
