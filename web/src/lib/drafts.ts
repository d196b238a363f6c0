import { useCallback, useSyncExternalStore } from "react";

export type ComposerMode = "public" | "private" | "note";

/** What a person has begun to write. A note's text is kept apart, so that it can never slip into a reply. */
export interface Draft {
  mode?: ComposerMode;
  threadId?: number;
  reply?: string;
  note?: string;
  /** The reference of a reply whose fate we do not know: sending the same text again must not say it twice. */
  unconfirmed?: { reference: string; text: string; mode: ComposerMode };
}

const EMPTY: Draft = {};
const cache = new Map<string, Draft>();
const listeners = new Set<() => void>();

function read(key: string): Draft {
  const known = cache.get(key);
  if (known) return known;
  let draft = EMPTY;
  try {
    const stored = localStorage.getItem(key);
    if (stored) draft = JSON.parse(stored) as Draft;
  } catch {
    // A browser without storage keeps drafts for as long as the page lives.
  }
  cache.set(key, draft);
  return draft;
}

export function changeDraft(key: string, change: Draft) {
  const draft = { ...read(key), ...change };
  cache.set(key, draft);
  try {
    if (draft.reply || draft.note) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // See above.
  }
  listeners.forEach((listener) => listener());
}

export const draftKey = (userId: number, conversationId: number) =>
  `heard.draft.${userId}.${conversationId}`;

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function useDraft(key: string): [Draft, (change: Draft) => void] {
  const draft = useSyncExternalStore(subscribe, () => read(key));
  const change = useCallback((next: Draft) => changeDraft(key, next), [key]);
  return [draft, change];
}
