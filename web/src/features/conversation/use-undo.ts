import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { findUndoable } from "@/api/conversation-cache";
import { keys } from "@/api/keys";
import { useUndoReply } from "@/api/replies";
import { useSession } from "@/api/session";
import type { MessageEntry } from "@/api/timeline-types";
import { draftKey, restorePiece } from "@/lib/drafts";
import { notifyError } from "@/lib/errors";
import { signatureFor, unsigned } from "@/lib/signature";
import { keepSoon } from "./draft-keeper";

/** Takes a reply back and puts its text into the composer again. */
export function useUndo(conversationId: number) {
  const { t } = useTranslation();
  const { user, workspace } = useSession();
  const client = useQueryClient();
  const { mutateAsync, isPending } = useUndoReply(conversationId);
  const undo = async (message: MessageEntry) => {
    const key = draftKey(user.id, conversationId);
    const mode = message.visibility;
    try {
      const { text, attachments } = await mutateAsync(message);
      const signature = signatureFor(user, workspace.signing, mode === "public", true);
      const pictures = attachments.map(({ id, name }) => ({ id, name: name ?? null }));
      const own = { text: unsigned(text, signature), pictures };
      restorePiece(key, mode, own, { threadId: message.thread_id });
      keepSoon({ key, conversationId, mode });
    } catch (error) {
      notifyError(error, t);
    }
  };
  const undoLast = () => {
    const last = findUndoable(client, conversationId);
    if (last) void undo(last);
  };
  const refresh = useCallback(
    () => void client.invalidateQueries({ queryKey: keys.timeline(conversationId) }),
    [client, conversationId],
  );
  return { undo, undoLast, refresh, isPending };
}
