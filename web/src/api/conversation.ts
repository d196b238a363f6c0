import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "./client";
import { changeConversation, storeConversation } from "./conversation-cache";
import { keys } from "./keys";
import type { Entry } from "./timeline-types";
import type {
  Assignment,
  Conversation,
  Items,
  Match,
  Page,
  Priority,
  Resolution,
  Tag,
} from "./types";

const path = (id: number, rest = "") => `/api/conversations/${id}${rest}`;

const conversationQuery = (id: number) =>
  queryOptions({
    queryKey: keys.conversation(id),
    queryFn: () => api.get<Conversation>(path(id)),
  });

/** Newest page first; each page runs oldest to newest. */
const timelineQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: keys.timeline(id),
    queryFn: ({ pageParam }) =>
      api.get<Page<Entry>>(path(id, "/timeline"), { before: pageParam, limit: 50 }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const useConversation = (id: number) => useQuery(conversationQuery(id));
export const useTimeline = (id: number) => useInfiniteQuery(timelineQuery(id));

/** Asks for all that is shown first of a conversation, at once and before it is shown; failures are met there. */
export function fetchAhead(client: QueryClient, id: number) {
  const nothing = () => undefined;
  client.query(conversationQuery(id)).catch(nothing);
  client.infiniteQuery(timelineQuery(id)).catch(nothing);
}

/** Where words stand in a conversation, newest first. */
export const useMatches = (id: number, q: string) =>
  useQuery({
    queryKey: keys.matches(id, q),
    queryFn: () => api.get<Items<Match>>(path(id, "/matches"), { q }).then((page) => page.items),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });

/** Shows the change at once, takes it back when the server refuses. */
function useConversationMutation<T>(
  id: number,
  send: (input: T) => Promise<Conversation>,
  expected: (input: T) => Partial<Conversation>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onMutate: async (input: T) => {
      await client.cancelQueries({ queryKey: keys.conversation(id) });
      return changeConversation(client, id, expected(input));
    },
    onError: (_error, _input, undo) => undo?.(),
    onSuccess: (conversation) => storeConversation(client, conversation),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.timeline(id) }),
        client.invalidateQueries({ queryKey: keys.lists }),
        client.invalidateQueries({ queryKey: keys.views }),
      ]),
  });
}

export const useClaim = (id: number, me: number) =>
  useConversationMutation(
    id,
    (input: { take_over?: boolean }) => api.post<Conversation>(path(id, "/claim"), input),
    ({ take_over }) => (take_over ? { assignee_id: me } : {}),
  );

export const useAssign = (id: number) =>
  useConversationMutation(
    id,
    (assignment: Assignment) => api.put<Conversation>(path(id, "/assignment"), assignment),
    (assignment) => assignment,
  );

export const useSetTags = (id: number) =>
  useConversationMutation(
    id,
    (tags: Tag[]) =>
      api.put<Conversation>(path(id, "/tags"), { tag_ids: tags.map((tag) => tag.id) }),
    (tags) => ({ tags }),
  );

export const useSetPriority = (id: number) =>
  useConversationMutation(
    id,
    (priority: Priority) => api.put<Conversation>(path(id, "/priority"), { priority }),
    (priority) => ({ priority }),
  );

/** None: what is recognised in the words, now and from now on. */
export const useSetLanguage = (id: number) =>
  useConversationMutation(
    id,
    (language: string | null) => api.put<Conversation>(path(id, "/language"), { language }),
    (language) => (language === null ? {} : { language, language_by: "person" }),
  );

export const useResolve = (id: number) =>
  useConversationMutation(
    id,
    (input: Resolution) => api.post<Conversation>(path(id, "/resolution"), input),
    ({ reason }) => ({ state: "resolved", resolve_reason: reason }),
  );

export const useReopen = (id: number) =>
  useConversationMutation(
    id,
    () => api.delete<Conversation>(path(id, "/resolution")),
    () => ({ state: "new", resolve_reason: null }),
  );

export const useNotSpam = (id: number) =>
  useConversationMutation(
    id,
    () => api.post<Conversation>(path(id, "/not-spam")),
    () => ({ state: "new", resolve_reason: null }),
  );

export const useSnooze = (id: number) =>
  useConversationMutation(
    id,
    (until: string) => api.put<Conversation>(path(id, "/snooze"), { until }),
    (until) => ({ state: "snoozed", snoozed_until: until }),
  );

export const useWake = (id: number) =>
  useConversationMutation(
    id,
    () => api.delete<Conversation>(path(id, "/snooze")),
    () => ({ state: "new", snoozed_until: null }),
  );

export const sendPresence = (id: number, typing: boolean) =>
  api.put<undefined>(path(id, "/presence"), { typing });

export const useMarkSeen = (id: number) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.put<undefined>(path(id, "/seen")),
    onMutate: () => changeConversation(client, id, { unread: false }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.views }),
  });
};
