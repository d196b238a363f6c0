import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { storeEntry } from "./conversation-cache";
import { keys } from "./keys";
import type { MessageEntry, Moderation } from "./timeline-types";

function useMessageMutation<T>(conversationId: number, send: (input: T) => Promise<MessageEntry>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (entry) => storeEntry(client, conversationId, entry),
    onSettled: () => client.invalidateQueries({ queryKey: keys.timeline(conversationId) }),
  });
}

/** Asks the network, through the server, to do something with a message. */
export const useModerate = (conversationId: number) =>
  useMessageMutation(conversationId, ({ id, ...asked }: { id: number } & Moderation) =>
    api.post<MessageEntry>(`/api/messages/${id}/moderations`, asked),
  );

export const useDismissModeration = (conversationId: number) =>
  useMessageMutation(conversationId, (id: number) =>
    api.delete<MessageEntry>(`/api/messages/${id}/moderation`),
  );
