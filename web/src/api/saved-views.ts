import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { Items, SavedView, SavedViewChange, SavedViewForm } from "./types";

const PATH = "/api/saved-views";

export const useSavedViews = () =>
  useQuery({
    queryKey: keys.savedViews,
    queryFn: () => api.get<Items<SavedView>>(PATH).then((page) => page.items),
  });

function useSavedViewMutation<In, Out>(send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.savedViews }),
  });
}

export const useSaveView = () =>
  useSavedViewMutation((form: SavedViewForm) => api.post<SavedView>(PATH, form));

export const useChangeView = () =>
  useSavedViewMutation(({ id, ...change }: SavedViewChange & { id: number }) =>
    api.patch<SavedView>(`${PATH}/${id}`, change),
  );

export const useRemoveView = () =>
  useSavedViewMutation((id: number) => api.delete(`${PATH}/${id}`));
