import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { Bulk, BulkRequest } from "./types";

const PATH = "/api/bulk-actions";
const LOOK_AGAIN_MS = 700;

const refresh = (client: QueryClient) =>
  Promise.all(
    [keys.lists, keys.views, ["conversation"], ["timeline"]].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );

export const useStartBulk = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: BulkRequest) => api.post<Bulk>(PATH, request),
    onSettled: () => refresh(client),
  });
};

export const useUndoBulk = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.post<Bulk>(`${PATH}/${id}/undo`),
    onSettled: () => refresh(client),
  });
};

/** How far an action is, asked again until it is finished. */
export function useBulk(started: Bulk) {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: keys.bulk(started.id),
    queryFn: async () => {
      const bulk = await api.get<Bulk>(`${PATH}/${started.id}`);
      if (bulk.finished) void refresh(client);
      return bulk;
    },
    initialData: started,
    enabled: !started.finished,
    refetchInterval: ({ state }) => (state.data?.finished ? false : LOOK_AGAIN_MS),
  });
  return data;
}
