import { ApiError } from "@/api/client";
import { putDraft, type ColleagueDraft, type Writing } from "@/api/writing";
import {
  changePiece,
  isEmpty,
  isSame,
  isUnkept,
  pieceOf,
  readDraft,
  type ComposerMode,
  type Kept,
  type Picture,
} from "@/lib/drafts";

const REST_MS = 900;
const RETRY_MS = 5_000;
const MODES = ["public", "private", "note"] as const;

interface Place {
  key: string;
  conversationId: number;
  mode: ComposerMode;
}

/** What a refusal to keep says of the other device's draft. */
interface Theirs {
  text: string;
  pictures: Picture[];
  saved_at: string;
}

/** The pictures of a draft the server tells of. */
export const picturesOf = ({ pictures }: Pick<ColleagueDraft, "pictures">): Picture[] =>
  pictures.map(({ id, name = null }) => ({ id, name }));

// Keeping goes on when the composer is closed: these outlive it. One save at a time a piece, so that none overtakes another.
const waiting = new Map<string, number>();
const saving = new Set<string>();
const nameOf = ({ key, mode }: Place) => `${key}.${mode}`;

/** Keeps on the server what the browser has kept already, a moment after the last key. */
export function keepSoon(place: Place, wait = REST_MS) {
  const name = nameOf(place);
  window.clearTimeout(waiting.get(name));
  waiting.set(
    name,
    window.setTimeout(() => {
      waiting.delete(name);
      if (!saving.has(name)) void keep(place);
    }, wait),
  );
}

async function keep(place: Place) {
  const { key, conversationId, mode } = place;
  const draft = readDraft(key);
  const { text = "", pictures, since, kept, other } = pieceOf(draft, mode);
  if (other || !isUnkept(pieceOf(draft, mode))) return;
  saving.add(nameOf(place));
  try {
    const { saved_at } = await putDraft(conversationId, {
      mode,
      text,
      pictures,
      thread_id: mode === "note" ? null : draft.threadId,
      after_message_id: since,
      known: kept?.at,
    });
    const now = saved_at ? { text, pictures, at: saved_at } : undefined;
    changePiece(key, mode, { kept: now, toldAt: Date.now() });
    if (isUnkept(pieceOf(readDraft(key), mode))) keepSoon(place);
  } catch (error) {
    if (error instanceof ApiError && error.code === "draft_changed") {
      const { text: theirs, pictures: beside, saved_at } = error.fields as unknown as Theirs;
      adoptOther(place, { text: theirs, pictures: beside, at: saved_at });
    } else if (!(error instanceof ApiError) || error.status >= 500) keepSoon(place, RETRY_MS);
  } finally {
    saving.delete(nameOf(place));
  }
}

/** What the same person has written elsewhere: taken over where nothing would be lost, else asked about. */
function adoptOther({ key, mode }: Place, theirs: Kept, since?: number) {
  const piece = pieceOf(readDraft(key), mode);
  const { text, pictures } = theirs;
  const toldAt = Date.now();
  if (isEmpty(piece) || isSame(piece, theirs) || !isUnkept(piece)) {
    changePiece(key, mode, { text, pictures, since, kept: theirs, other: undefined, toldAt });
  } else changePiece(key, mode, { other: theirs, toldAt });
}

/** Brings what the server has of our own drafts together with what this browser has. */
export function reconcile(key: string, conversationId: number, userId: number, writing: Writing) {
  for (const mode of MODES) {
    const piece = pieceOf(readDraft(key), mode);
    const place = { key, conversationId, mode };
    if (saving.has(nameOf(place)) || writing.askedAt < (piece.toldAt ?? 0)) continue;
    const theirs = writing.drafts.find((each) => each.user_id === userId && each.mode === mode);
    if (theirs && theirs.saved_at !== piece.kept?.at) {
      // Words that were sent from here a moment ago are not there to be brought back.
      const { text, saved_at: at, after_message_id: since } = theirs;
      const pictures = picturesOf(theirs);
      if (piece.kept && isEmpty(piece)) keepSoon(place);
      else adoptOther(place, { text, pictures, at }, since ?? undefined);
    } else if (!theirs && piece.kept) {
      // Said or dropped on another device.
      const left = isUnkept(piece) ? {} : { text: "", pictures: undefined };
      changePiece(key, mode, { ...left, kept: undefined, other: undefined, toldAt: Date.now() });
    }
    const after = pieceOf(readDraft(key), mode);
    if (isUnkept(after) && !after.other) keepSoon(place);
  }
}

export function chooseDraft(place: Place, which: "here" | "there") {
  const { other } = pieceOf(readDraft(place.key), place.mode);
  if (!other) return;
  const mine = which === "here" ? {} : { text: other.text, pictures: other.pictures };
  changePiece(place.key, place.mode, { ...mine, kept: other, other: undefined });
  keepSoon(place, 0);
}
