import { useCallback, useSyncExternalStore } from "react";

export type ComposerMode = "public" | "private" | "note";

/** What is done with a reply: a macro's actions, less those the writer has taken off. */
export interface MacroInUse {
  id: number;
  name: string;
  tagIds: number[];
  priority: "urgent" | "high" | "normal" | "low" | null;
  teamId: number | null;
  resolve: boolean;
}

/** A picture that was uploaded and goes with the reply. */
export interface Picture {
  id: string;
  name: string | null;
}

/** What the server has of a piece, and since when. */
export interface Kept {
  text: string;
  pictures?: Picture[];
  at: string;
}

/** A person's words in one mode. `kept` is what the server is known to have of them. */
export interface Piece {
  text?: string;
  /** The newest answer of ours when the writing began. */
  since?: number;
  macro?: MacroInUse;
  move?: "invite" | "return";
  pictures?: Picture[];
  kept?: Kept;
  /** When, by our own clock, the server last told of this piece: what was asked before that is old news. */
  toldAt?: number;
  /** What the same person has written here on another device, and has to choose from. */
  other?: Kept;
}

/** What a person has begun to write. Each mode has its own words, so that none can slip into another. */
export interface Draft {
  mode?: ComposerMode;
  threadId?: number;
  unsigned?: boolean;
  pieces?: Partial<Record<ComposerMode, Piece>>;
  /** The reference of a reply whose fate we do not know: sending the same text again must not say it twice. */
  unconfirmed?: { reference: string; text: string; mode: ComposerMode };
}

const EMPTY: Draft = {};
const NOTHING: Piece = {};
const cache = new Map<string, Draft>();
const listeners = new Set<() => void>();

/** Drafts of before each mode had its own words. */
function upgrade(stored: Draft & { reply?: string; note?: string }): Draft {
  const { reply, note, ...draft } = stored;
  if (!reply && !note) return draft;
  const replyMode = draft.mode === "private" ? "private" : "public";
  return { ...draft, pieces: { [replyMode]: { text: reply }, note: { text: note } } };
}

export function readDraft(key: string): Draft {
  const known = cache.get(key);
  if (known) return known;
  let draft = EMPTY;
  try {
    const stored = localStorage.getItem(key);
    if (stored) draft = upgrade(JSON.parse(stored) as Draft);
  } catch {
    // A browser without storage keeps drafts for as long as the page lives.
  }
  cache.set(key, draft);
  return draft;
}

export const pieceOf = (draft: Draft, mode: ComposerMode) => draft.pieces?.[mode] ?? NOTHING;

type Words = Pick<Piece, "text" | "pictures">;

const asOne = ({ text = "", pictures = [] }: Words) =>
  JSON.stringify([text, ...pictures.map(({ id }) => id)]);
export const isSame = (one: Words, other: Words) => asOne(one) === asOne(other);
export const isEmpty = (piece: Words) => isSame(piece, {});
export const isUnkept = (piece: Piece) => !isSame(piece, piece.kept ?? {});

export function changeDraft(key: string, change: Draft) {
  const draft = { ...readDraft(key), ...change };
  cache.set(key, draft);
  const pieces = Object.values(draft.pieces ?? {});
  try {
    if (pieces.some(({ text, kept, pictures }) => text ?? kept ?? pictures?.length)) {
      localStorage.setItem(key, JSON.stringify(draft));
    } else localStorage.removeItem(key);
  } catch {
    // See above.
  }
  listeners.forEach((listener) => listener());
}

export function changePiece(key: string, mode: ComposerMode, change: Piece, more: Draft = {}) {
  const draft = readDraft(key);
  const piece = { ...pieceOf(draft, mode), ...change };
  changeDraft(key, { ...more, pieces: { ...draft.pieces, [mode]: piece } });
}

/** Puts pictures back, before those that are there. */
export function addPictures(key: string, mode: ComposerMode, back: Picture[]) {
  const { pictures = [] } = pieceOf(readDraft(key), mode);
  changePiece(key, mode, { pictures: [...back, ...pictures] }, { mode });
}

/** Puts words back, before whatever has been written there meanwhile. */
export function restorePiece(key: string, mode: ComposerMode, piece: Piece, more: Draft = {}) {
  const now = pieceOf(readDraft(key), mode).text;
  const text = [piece.text, now].filter(Boolean).join("\n");
  const pictures = [...(piece.pictures ?? []), ...(pieceOf(readDraft(key), mode).pictures ?? [])];
  changePiece(key, mode, { ...piece, text, pictures }, { ...more, mode });
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
  const draft = useSyncExternalStore(subscribe, () => readDraft(key));
  const change = useCallback((next: Draft) => changeDraft(key, next), [key]);
  return [draft, change];
}
