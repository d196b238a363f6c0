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

/** Where a saved view is shown, for a link or to go there. */
export function addressOf({ id, query: { view, sort, ...filters } }: SavedView) {
  return {
    to: "/inbox/$view/{-$conversationId}",
    params: { view, conversationId: undefined },
    search: {
      ...dropNulls(filters),
      sort: sort === "returning" ? undefined : (sort ?? undefined),
      saved: id,
    },
  } as const;
}

/** The server says null for what a view is not narrowed by; an address simply leaves it out. */
function dropNulls<T extends object>(filters: T) {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
