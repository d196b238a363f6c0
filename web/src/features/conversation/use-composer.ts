import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useAddNote, useReply } from "@/api/replies";
import { useSession } from "@/api/session";
import type { Conversation, Member, ReplyOption } from "@/api/types";
import { changeDraft, draftKey, useDraft, type ComposerMode } from "@/lib/drafts";
import { notifyError } from "@/lib/errors";
import { textLength } from "@/lib/text-length";
import { mentionedIn } from "./mentions";

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

/** All a composer knows: its mode, its text, where it goes and why it may not. */
export function useComposer(conversation: Conversation) {
  const { user } = useSession();
  const key = draftKey(user.id, conversation.id);
  const [draft, change] = useDraft(key);
  const mode = draft.mode ?? likelyMode(conversation);
  const isNote = mode === "note";
  const text = (isNote ? draft.note : draft.reply) ?? "";
  const options = conversation.reply_options.filter((option) => option.visibility === mode);
  const option = isNote ? undefined : pickOption(options, draft.threadId);
  const length = textLength(text, option?.text_unit ?? "characters");
  const limit = option?.max_text ?? null;
  const heldByOther =
    !isNote && conversation.assignee_id !== null && conversation.assignee_id !== user.id;
  const permitted = conversation.permitted.includes(isNote ? "note" : "reply");
  return {
    key,
    mode,
    text,
    options,
    option,
    length,
    limit,
    heldByOther,
    again: draft.unconfirmed,
    tooLong: limit !== null && length > limit,
    writable: permitted && (isNote || option?.allowed === true),
    setMode: (next: ComposerMode) => change({ mode: next }),
    setThread: (threadId: number) => change({ threadId }),
    setText: (next: string) => change(isNote ? { note: next } : { reply: next }),
  };
}

export type Composer = ReturnType<typeof useComposer>;

/** Sends at once and shows it as pending; what is refused comes back into the composer. */
export function useSend(conversation: Conversation, composer: Composer, members: Member[]) {
  const { t } = useTranslation();
  const reply = useReply(conversation.id);
  const note = useAddNote(conversation.id);
  const { key, mode, text, option, again } = composer;
  const ready =
    text.trim() !== "" && composer.writable && !composer.tooLong && !composer.heldByOther;

  const sendNote = () => {
    changeDraft(key, { note: "" });
    note.mutate(
      { text: text.trim(), mentions: mentionedIn(text, members) },
      {
        onError: (error) => {
          changeDraft(key, { mode, note: text });
          notifyError(error, t);
        },
      },
    );
  };
  const sendReply = (resolve: boolean) => {
    if (!option) return;
    const isSame = again?.text === text && again.mode === mode;
    const reference = isSame ? again.reference : newReference();
    changeDraft(key, { reply: "", unconfirmed: undefined });
    reply.mutate(
      {
        visibility: option.visibility,
        thread_id: option.thread_id,
        text: text.trim(),
        client_ref: reference,
        resolve,
      },
      {
        onError: (error) => {
          const answered = error instanceof ApiError && error.status < 500;
          const unconfirmed = answered ? undefined : { reference, text, mode };
          changeDraft(key, { mode, reply: text, unconfirmed });
        },
      },
    );
  };
  const send = (resolve = false) => {
    if (!ready) return;
    if (mode === "note") sendNote();
    else sendReply(resolve);
  };
  return { send, ready, error: reply.error, forget: reply.reset };
}

// randomUUID exists only on https and localhost; a self-hosted Heard may be neither.
function newReference() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/u, "$1-$2-$3-$4-");
}
