import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { findUndoable } from "@/api/conversation-cache";
import { keys } from "@/api/keys";
import { useUndoReply } from "@/api/replies";
import { useSession } from "@/api/session";
import type { MessageEntry } from "@/api/timeline-types";
import { changeDraft, draftKey } from "@/lib/drafts";
import { notifyError } from "@/lib/errors";

/** Takes a reply back and puts its text into the composer again. */
export function useUndo(conversationId: number) {
  const { t } = useTranslation();
  const { user } = useSession();
  const client = useQueryClient();
  const { mutate, isPending } = useUndoReply(conversationId);
  const undo = (message: MessageEntry) =>
    mutate(message, {
      onSuccess: ({ text }) =>
        changeDraft(draftKey(user.id, conversationId), {
          mode: message.visibility,
          threadId: message.thread_id,
          reply: text,
        }),
      onError: (error) => notifyError(error, t),
    });
  const undoLast = () => {
    const last = findUndoable(client, conversationId);
    if (last) undo(last);
  };
  const refresh = useCallback(
    () => void client.invalidateQueries({ queryKey: keys.timeline(conversationId) }),
    [client, conversationId],
  );
  return { undo, undoLast, refresh, isPending };
}
