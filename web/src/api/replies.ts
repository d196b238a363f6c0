import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import type { Approval } from "./approvals";
import type { Scheduled } from "./scheduled";
import { api } from "./client";
import { dropMessage, storeEntry } from "./conversation-cache";
import { keys } from "./keys";
import type {
  MessageEntry,
  NewNote,
  NewReply,
  NoteEntry,
  Retry,
  Settlement,
  UndoneReply,
} from "./timeline-types";

const replyKey = (conversationId: number) => ["reply", conversationId];
const noteKey = (conversationId: number) => ["note", conversationId];

/** Everything a sent word may have changed. */
function useRefresh(conversationId: number) {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [
        keys.timeline(conversationId),
        keys.conversation(conversationId),
        keys.approvals(conversationId),
        keys.scheduled(conversationId),
        keys.lists,
        keys.views,
      ].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
}

export function useReply(conversationId: number) {
  const client = useQueryClient();
  const refresh = useRefresh(conversationId);
  return useMutation({
    mutationKey: replyKey(conversationId),
    // The server knows the client_ref again, so trying again after a broken connection is safe.
    retry: (failures, error) => failures < 2 && error instanceof TypeError,
    mutationFn: (reply: NewReply) =>
      api.post<MessageEntry | Approval | Scheduled>(
        `/api/conversations/${conversationId}/replies`,
        reply,
      ),
    onSuccess: (entry) => {
      if (entry.entry === "message") storeEntry(client, conversationId, entry);
    },
    onSettled: () => void refresh(),
  });
}

export const useUpload = () =>
  useMutation({ mutationFn: (file: Blob) => api.upload<{ id: string }>("/api/uploads", file) });

export function useAddNote(conversationId: number) {
  const client = useQueryClient();
  const refresh = useRefresh(conversationId);
  return useMutation({
    mutationKey: noteKey(conversationId),
    mutationFn: (note: NewNote) =>
      api.post<NoteEntry>(`/api/conversations/${conversationId}/notes`, note),
    onSuccess: (entry) => storeEntry(client, conversationId, entry),
    onSettled: () => void refresh(),
  });
}

/** What is on its way to the server and not yet part of the timeline. */
export function usePending(conversationId: number) {
  const replies = useMutationState({
    filters: { mutationKey: replyKey(conversationId), status: "pending" },
    select: (mutation) => mutation.state.variables as NewReply,
  });
  const notes = useMutationState({
    filters: { mutationKey: noteKey(conversationId), status: "pending" },
    select: (mutation) => mutation.state.variables as NewNote,
  });
  return { replies, notes };
}

export function useUndoReply(conversationId: number) {
  const client = useQueryClient();
  const refresh = useRefresh(conversationId);
  return useMutation({
    mutationFn: (message: MessageEntry) => api.delete<UndoneReply>(`/api/replies/${message.id}`),
    onSuccess: (_answer, message) => dropMessage(client, conversationId, message.id),
    onSettled: () => void refresh(),
  });
}

export function useRetryReply(conversationId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, confirm }: { id: number; confirm: boolean }) =>
      api.post<MessageEntry>(`/api/replies/${id}/retry`, {
        confirm_may_duplicate: confirm,
      } satisfies Retry),
    onSuccess: (entry) => storeEntry(client, conversationId, entry),
    onSettled: useRefresh(conversationId),
  });
}

export function useSettleReply(conversationId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, outcome }: { id: number } & Settlement) =>
      api.post<MessageEntry>(`/api/replies/${id}/settle`, { outcome }),
    onSuccess: (entry) => storeEntry(client, conversationId, entry),
    onSettled: useRefresh(conversationId),
  });
}
