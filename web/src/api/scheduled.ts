import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { components } from "./schema.gen";
import type { MessageEntry } from "./timeline-types";
import type { Items } from "./types";

type Schemas = components["schemas"];
export type Scheduled = Schemas["ScheduledEntry"];

/** The replies of a conversation that wait for their time, and those that came back. */
export const useScheduled = (conversationId: number) =>
  useQuery({
    queryKey: keys.scheduled(conversationId),
    queryFn: () => api.get<Items<Scheduled>>(`/api/conversations/${conversationId}/scheduled`),
  });

function useChange<In, Out>(conversationId: number, send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () =>
      Promise.all(
        [
          keys.scheduled(conversationId),
          keys.timeline(conversationId),
          keys.conversation(conversationId),
          keys.writing(conversationId),
          keys.lists,
          keys.views,
        ].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

/** Another time, or now. */
export const useReschedule = (conversationId: number) =>
  useChange(conversationId, ({ id, ...change }: Schemas["RescheduleRequest"] & { id: number }) =>
    api.patch<MessageEntry | Scheduled>(`/api/scheduled/${id}`, change),
  );

/** Taken back, or, if it came back by itself, seen to. */
export const useUnschedule = (conversationId: number) =>
  useChange(conversationId, (id: number) =>
    api.delete<Schemas["WithdrawnReply"]>(`/api/scheduled/${id}`),
  );
