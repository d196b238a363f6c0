import type { Moderation } from "./timeline-types";
import type { Priority, Relationship, ResolveReason, ThreadKind } from "./types";

/** What a person is offered, in this order, wherever they choose one. */
export const PRIORITIES = ["urgent", "high", "normal", "low"] as const satisfies Priority[];

export const THREAD_KINDS = [
  "dm",
  "comment",
  "mention",
  "review",
  "post",
] as const satisfies ThreadKind[];

export const RESOLVE_REASONS: ResolveReason[] = [
  "answered",
  "no_reply_needed",
  "spam",
  "duplicate",
  "other",
];

/** What people may be to us. */
export const RELATIONSHIPS: Relationship[] = [
  "customer",
  "prospect",
  "partner",
  "supplier",
  "employee",
  "press",
  "influencer",
  "competitor",
  "troll",
];

/** Why something may be hidden or deleted on a network. */
export const MODERATION_REASONS = {
  hide: ["abuse", "spam", "private_data", "other"],
  delete: ["mistake", "outdated", "private_data", "other"],
} as const satisfies Record<string, NonNullable<Moderation["why"]>[]>;
