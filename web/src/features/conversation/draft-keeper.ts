import { ApiError } from "@/api/client";
import { putDraft, type Writing } from "@/api/writing";
import { changePiece, isUnkept, pieceOf, readDraft, type ComposerMode } from "@/lib/drafts";

const REST_MS = 900;
const RETRY_MS = 5_000;
const MODES = ["public", "private", "note"] as const;

interface Place {
  key: string;
  conversationId: number;
  mode: ComposerMode;
}

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
  const { text = "", since, kept, other } = pieceOf(draft, mode);
  if (other || !isUnkept(pieceOf(draft, mode))) return;
  saving.add(nameOf(place));
  try {
    const { saved_at } = await putDraft(conversationId, {
      mode,
      text,
      thread_id: mode === "note" ? null : draft.threadId,
      after_message_id: since,
      known: kept?.at,
    });
    const now = saved_at ? { text, at: saved_at } : undefined;
    changePiece(key, mode, { kept: now, toldAt: Date.now() });
    if (isUnkept(pieceOf(readDraft(key), mode))) keepSoon(place);
  } catch (error) {
    if (error instanceof ApiError && error.code === "draft_changed") {
      adoptOther(place, String(error.fields.text), String(error.fields.saved_at));
    } else if (!(error instanceof ApiError) || error.status >= 500) keepSoon(place, RETRY_MS);
  } finally {
    saving.delete(nameOf(place));
  }
}

/** What the same person has written elsewhere: taken over where nothing would be lost, else asked about. */
function adoptOther({ key, mode }: Place, text: string, at: string, since?: number) {
  const piece = pieceOf(readDraft(key), mode);
  const toldAt = Date.now();
  if (!piece.text || piece.text === text || !isUnkept(piece)) {
    changePiece(key, mode, { text, since, kept: { text, at }, other: undefined, toldAt });
  } else changePiece(key, mode, { other: { text, at }, toldAt });
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
      if (piece.kept && !piece.text && isUnkept(piece)) keepSoon(place);
      else adoptOther(place, theirs.text, theirs.saved_at, theirs.after_message_id ?? undefined);
    } else if (!theirs && piece.kept) {
      // Said or dropped on another device.
      const text = isUnkept(piece) ? piece.text : "";
      changePiece(key, mode, { text, kept: undefined, other: undefined, toldAt: Date.now() });
    }
    const after = pieceOf(readDraft(key), mode);
    if (isUnkept(after) && !after.other) keepSoon(place);
  }
}

export function chooseDraft(place: Place, which: "here" | "there") {
  const { other } = pieceOf(readDraft(place.key), place.mode);
  if (!other) return;
  const mine = which === "here" ? {} : { text: other.text };
  changePiece(place.key, place.mode, { ...mine, kept: other, other: undefined });
  keepSoon(place, 0);
}
