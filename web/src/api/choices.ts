import type { Priority, ResolveReason } from "./types";

/** What a person is offered, in this order, wherever they choose one. */
export const PRIORITIES = ["urgent", "high", "normal", "low"] as const satisfies Priority[];

export const RESOLVE_REASONS: ResolveReason[] = [
  "answered",
  "no_reply_needed",
  "spam",
  "duplicate",
  "other",
];
