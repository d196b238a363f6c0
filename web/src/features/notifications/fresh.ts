import type { Notification } from "@/api/types";

/** Of what a person is told by a toast: what asks for them now. The rest waits at the bell. */
const TOASTED = new Set([
  "mention",
  "assigned",
  "taken_over",
  "answered",
  "failed",
  "unknown",
  "approval_asked",
  "returned",
  "scheduled_returned",
  "due_soon",
  "overdue",
]);
// What happened while nobody looked is no news when somebody does.
const OLD_MS = 60_000;
export const MOST_TOASTS = 3;

/** What came since an event; the newest first. */
export const since = (items: Notification[], event: number) =>
  items.filter(({ event_id }) => event_id > event);

export const newestEvent = (items: Notification[]) =>
  items.reduce((newest, { event_id }) => Math.max(newest, event_id), 0);

/** What is worth a toast to somebody who looks at a conversation, or at none. */
export const worthToasting = (items: Notification[], openId: number | undefined, now: number) =>
  items.filter(
    ({ kind, conversation_id, at }) =>
      TOASTED.has(kind) && conversation_id !== openId && now - Date.parse(at) < OLD_MS,
  );

/** The toasts with new ones on top: of a notification the newest, and not more than one can take in. */
export function withNew(shown: Notification[], fresh: Notification[]) {
  const ids = new Set(fresh.map(({ id }) => id));
  return [...fresh, ...shown.filter(({ id }) => !ids.has(id))].slice(0, MOST_TOASTS);
}

let toasts: Notification[] = [];
const listeners = new Set<() => void>();

export const subscribeToasts = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const currentToasts = () => toasts;

export function setToasts(next: Notification[]) {
  if (next.length === 0 && toasts.length === 0) return;
  toasts = next;
  listeners.forEach((listener) => listener());
}

export const dismissToast = (id: number) => setToasts(toasts.filter((one) => one.id !== id));
