import { useEffect } from "react";
import { useSession } from "@/api/session";
import { useWriting } from "@/api/writing";
import { draftKey } from "@/lib/drafts";
import { reconcile } from "./draft-keeper";

/** The drafts of a conversation: one's own brought together with the server's, and those of colleagues. */
export function useDrafts(conversationId: number) {
  const { user } = useSession();
  const { data } = useWriting(conversationId);
  useEffect(() => {
    if (data) reconcile(draftKey(user.id, conversationId), conversationId, user.id, data);
  }, [data, user.id, conversationId]);
  const theirs = data?.drafts.filter((draft) => draft.user_id !== user.id) ?? [];
  return { theirs, move: data?.move ?? null };
}
