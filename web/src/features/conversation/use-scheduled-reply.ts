import { useReschedule, useUnschedule, type Scheduled } from "@/api/scheduled";
import { useSession } from "@/api/session";
import { addPictures, draftKey, restorePiece, type Picture } from "@/lib/drafts";
import { keepSoon } from "./draft-keeper";
import { COMPOSER_TEXT_ID } from "./insert-text";

/** What can be done with a reply that waits for its time, or came back. */
export function useScheduledReply(scheduled: Scheduled, onRefused: (error: unknown) => void) {
  const { id, author, visibility, conversation_id: conversationId } = scheduled;
  const { user } = useSession();
  const reschedule = useReschedule(conversationId);
  const unschedule = useUnschedule(conversationId);
  const key = draftKey(user.id, conversationId);
  const change = (what: { now: boolean; send_at?: string }) => {
    onRefused(undefined);
    reschedule.mutate({ id, ...what }, { onError: onRefused });
  };
  /** The card may be gone when the answer comes. */
  const takeBack = async (then?: (text: string, pictures: Picture[]) => void) => {
    onRefused(undefined);
    try {
      const { text, attachments } = await unschedule.mutateAsync(id);
      then?.(
        text,
        attachments.map((each) => ({ id: each.id, name: each.name ?? null })),
      );
    } catch (error) {
      onRefused(error);
    }
  };
  const focus = () => document.getElementById(COMPOSER_TEXT_ID)?.focus();
  return {
    busy: reschedule.isPending || unschedule.isPending,
    sendNow: () => change({ now: true }),
    move: (time: string) => change({ now: false, send_at: time }),
    /** To its author the words come back as a draft of the server; the pictures are known here only. */
    withdraw: () =>
      void takeBack((_, pictures) => {
        if (author.id !== user.id) return;
        addPictures(key, visibility, pictures);
        focus();
      }),
    putBack: () =>
      void takeBack((text, pictures) => {
        if (scheduled.in_draft) addPictures(key, visibility, pictures);
        else {
          restorePiece(key, visibility, { text, pictures });
          keepSoon({ key, conversationId, mode: visibility });
        }
        focus();
      }),
    putAway: () => void takeBack(),
  };
}
