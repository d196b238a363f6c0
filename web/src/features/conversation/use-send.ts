import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useAddNote, useReply } from "@/api/replies";
import type { MessageEntry } from "@/api/timeline-types";
import type { Conversation, Member, ReplyOption } from "@/api/types";
import { changePiece, restorePiece, type MacroInUse } from "@/lib/drafts";
import { notifyError } from "@/lib/errors";
import { keepSoon } from "./draft-keeper";
import { mentionedIn } from "./mentions";
import type { Composer } from "./use-composer";

/** What comes after sending: stay, close the conversation, or open the next one of the list. */
export type SendWay = "send" | "resolve" | "next";

interface Moves {
  /** Go on to the next conversation. */
  onNext: () => void;
  /** It went out from a conversation that is no longer open; undefined: it waits there for a yes. */
  onSentAway: (message: MessageEntry | undefined) => void;
  /** It came back from there. */
  onBackAway: (error: unknown) => void;
}

const GONE = {
  text: "",
  since: undefined,
  macro: undefined,
  move: undefined,
  pictures: undefined,
};

const actionsOf = (macro: MacroInUse | undefined) =>
  macro && {
    add_tag_ids: macro.tagIds,
    priority: macro.priority,
    team_id: macro.teamId,
  };

/** Sends at once and shows it as pending; what is refused comes back into the composer. */
export function useSend(
  conversation: Conversation,
  composer: Composer,
  members: Member[],
  moves: Moves,
) {
  const { t } = useTranslation();
  const reply = useReply(conversation.id);
  const note = useAddNote(conversation.id);
  const { key, mode, text, piece, option, again, unsigned, ready } = composer;
  const { since, macro, move } = piece;
  const { pictures } = composer;
  const words = { text, since, macro, move, pictures };
  const place = { key, conversationId: conversation.id, mode };

  const sendNote = async () => {
    changePiece(key, mode, GONE, { mode });
    keepSoon(place);
    try {
      await note.mutateAsync({ text: text.trim(), mentions: mentionedIn(text, members) });
    } catch (error) {
      restorePiece(key, mode, words);
      keepSoon(place);
      notifyError(error, t);
    }
  };
  const request = (to: ReplyOption, reference: string, resolve: boolean, sendAt?: string) => ({
    visibility: to.visibility,
    thread_id: to.thread_id,
    text: text.trim(),
    client_ref: reference,
    resolve,
    sign: !unsigned,
    after_message_id: since,
    macro_id: macro?.id,
    actions: actionsOf(macro),
    move: move,
    attachments: pictures,
    send_at: sendAt,
  });
  const sendReply = async (to: ReplyOption, way: SendWay, sendAt?: string) => {
    const isSame = again?.text === text && again.mode === mode;
    const reference = isSame ? again.reference : newReference();
    const resolve = way === "resolve" || macro?.resolve === true;
    changePiece(key, mode, GONE, { mode, unconfirmed: undefined });
    keepSoon(place);
    if (way === "next") moves.onNext();
    try {
      const said = await reply.mutateAsync(request(to, reference, resolve, sendAt));
      if (way === "next") moves.onSentAway(said.entry === "message" ? said : undefined);
      else if (move === "invite" && said.entry === "message") goPrivate();
    } catch (error) {
      const answered = error instanceof ApiError && error.status < 500;
      // Who has been told of an answer has seen it: asked once, not for ever.
      const seen = answered && error.code === "answered_meanwhile";
      const known = seen ? Number(error.fields.message_id) : since;
      const unconfirmed = answered ? undefined : { reference, text, mode };
      restorePiece(key, mode, { ...words, since: known }, { unconfirmed });
      keepSoon(place);
      if (way === "next") moves.onBackAway(error);
    }
  };
  const goPrivate = () => {
    const open = conversation.reply_options.some(
      ({ visibility, allowed }) => visibility === "private" && allowed,
    );
    if (open) composer.setMode("private");
  };
  /** `sendAt`: it waits until then. */
  const send = (way: SendWay = "send", sendAt?: string) => {
    if (!ready) return;
    if (mode === "note") void sendNote();
    else if (option) void sendReply(option, way, sendAt);
  };
  return { send, error: reply.error, forget: reply.reset };
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
