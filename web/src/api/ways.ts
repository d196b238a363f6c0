import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { MailTest, Ways } from "./types";

const PATH = "/api/notifications";

const waysQuery = queryOptions({
  queryKey: keys.ways,
  queryFn: () => api.get<Ways>(`${PATH}/ways`),
});

/** How it stands with the ways to be told by outside Heard and its browsers. */
export const useWays = () => useQuery(waysQuery);

function useWaysMutation<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: keys.ways }),
  });
}

export const useTryMail = () => useWaysMutation(() => api.post<MailTest>(`${PATH}/mail/tests`));

export const useConnectSlack = () =>
  useWaysMutation((token: string) => api.put<Ways>(`${PATH}/slack`, { token }));

export const useDisconnectSlack = () => useWaysMutation(() => api.delete(`${PATH}/slack`));
