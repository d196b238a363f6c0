import { useQueryClient } from "@tanstack/react-query";
import { newestAnswer } from "@/api/conversation-cache";
import { useSession } from "@/api/session";
import type { Conversation, ReplyOption } from "@/api/types";
import { changePiece, draftKey, pieceOf, useDraft, type ComposerMode } from "@/lib/drafts";
import { unfilledIn } from "@/lib/placeholders";
import { signatureFor, signed } from "@/lib/signature";
import { textLength } from "@/lib/text-length";
import { keepSoon } from "./draft-keeper";

/** The mode a person most likely wants: where the contact spoke last. */
export function likelyMode(conversation: Conversation): ComposerMode {
  if (!conversation.permitted.includes("reply")) return "note";
  const last = [...conversation.threads].sort((a, b) =>
    (b.last_inbound_at ?? "").localeCompare(a.last_inbound_at ?? ""),
  )[0];
  const modes = conversation.reply_options.map((option) => option.visibility);
  return last && modes.includes(last.visibility) ? last.visibility : (modes[0] ?? "note");
}

function pickOption(options: ReplyOption[], threadId: number | undefined) {
  return (
    options.find((option) => option.thread_id === threadId) ??
    options.find((option) => option.allowed) ??
    options[0]
  );
}

/** Why what is written may not be sent yet, as far as the words themselves go. */
function useWords(text: string, mode: ComposerMode, unsigned: boolean, option?: ReplyOption) {
  const { user, workspace } = useSession();
  const isNote = mode === "note";
  const policy = isNote ? "off" : workspace.signing;
  const signature = signatureFor(user, policy, mode === "public", !unsigned);
  const said = text ? signed(text.trimEnd(), signature) : "";
  const length = textLength(said, option?.text_unit ?? "characters");
  const limit = option?.max_text ?? null;
  const mayLeaveOff =
    policy !== "off" && user.signature !== "" && !(policy === "public" && mode === "public");
  return {
    signature,
    mayLeaveOff,
    length,
    limit,
    tooLong: limit !== null && length > limit,
    unfilled: isNote ? [] : unfilledIn(text),
  };
}

/** All a composer knows: its mode, its text, where it goes and why it may not. */
export function useComposer(conversation: Conversation) {
  const { user } = useSession();
  const client = useQueryClient();
  const key = draftKey(user.id, conversation.id);
  const [draft, change] = useDraft(key);
  const mode = draft.mode ?? likelyMode(conversation);
  const isNote = mode === "note";
  const piece = pieceOf(draft, mode);
  const text = piece.text ?? "";
  const pictures = piece.pictures ?? [];
  const options = conversation.reply_options.filter((option) => option.visibility === mode);
  const option = isNote ? undefined : pickOption(options, draft.threadId);
  const words = useWords(text, mode, draft.unsigned ?? false, option);
  const heldByOther =
    !isNote && conversation.assignee_id !== null && conversation.assignee_id !== user.id;
  const permitted = conversation.permitted.includes(isNote ? "note" : "reply");
  const writable = permitted && (isNote || option?.allowed === true);
  /** Writes, in this mode or another; what is written is soon on the server too. */
  const write = (
    next: string,
    into: ComposerMode = mode,
    more: Parameters<typeof changePiece>[2] = {},
  ) => {
    const before = pieceOf(draft, into);
    const begins = !before.text && next !== "";
    const since = begins ? newestAnswer(client, conversation.id) : before.since;
    const gone = next === "" ? { since: undefined, macro: undefined, move: undefined } : { since };
    changePiece(key, into, { text: next, ...gone, ...more }, { mode: into });
    keepSoon({ key, conversationId: conversation.id, mode: into });
  };
  return {
    key,
    mode,
    text,
    piece,
    pictures,
    options,
    option,
    ...words,
    heldByOther,
    mayPublic: conversation.reply_options.some((one) => one.visibility === "public" && one.allowed),
    again: draft.unconfirmed,
    unsigned: draft.unsigned ?? false,
    writable,
    ready:
      (text.trim() !== "" || (pictures.length > 0 && !isNote)) &&
      writable &&
      pictures.length <= (option?.max_pictures ?? 0) &&
      !words.tooLong &&
      !heldByOther &&
      words.unfilled.length === 0,
    begun: (of: ComposerMode) => Boolean(pieceOf(draft, of).text),
    setMode: (next: ComposerMode) => change({ mode: next }),
    setThread: (threadId: number) => change({ threadId }),
    setUnsigned: (unsigned: boolean) => change({ unsigned }),
    setMacro: (macro: typeof piece.macro) => changePiece(key, mode, { macro }),
    setText: (next: string) => write(next),
    write,
  };
}

export type Composer = ReturnType<typeof useComposer>;
