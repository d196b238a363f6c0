import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { Notification, NotificationChoices, Page, Unread } from "./types";

const PATH = "/api/notifications";

export const useUnread = () =>
  useQuery({ queryKey: keys.unread, queryFn: () => api.get<Unread>(`${PATH}/unread`) });

export const useNotifications = () =>
  useInfiniteQuery({
    queryKey: keys.notifications,
    queryFn: ({ pageParam }) => api.get<Page<Notification>>(PATH, { cursor: pageParam, limit: 30 }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** Marks some as read, those of a conversation, or all. */
export const useMarkRead = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (what: { ids?: number[]; conversation_id?: number }) =>
      api.post<Unread>(`${PATH}/reads`, what),
    onSuccess: (unread) => client.setQueryData(keys.unread, unread),
    onSettled: () => client.invalidateQueries({ queryKey: keys.notifications }),
  });
};

export const useChoices = () =>
  useQuery({
    queryKey: keys.choices,
    queryFn: () => api.get<NotificationChoices>(`${PATH}/choices`).then(({ choices }) => choices),
  });

export const useChoose = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choices: NotificationChoices["choices"]) =>
      api.put<NotificationChoices>(`${PATH}/choices`, { choices }),
    // Shown at once; what the server says comes after it, and nothing that was asked before.
    onMutate: (changed) => {
      void client.cancelQueries({ queryKey: keys.choices });
      client.setQueryData<NotificationChoices["choices"]>(keys.choices, (known) =>
        known?.map((one) => changed.find(({ kind }) => kind === one.kind) ?? one),
      );
    },
    onError: () => client.invalidateQueries({ queryKey: keys.choices }),
    onSuccess: ({ choices }) => client.setQueryData(keys.choices, choices),
  });
};
