import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { Items, Page, Priority, Row, Sort, ThreadKind, ViewCount, Visibility } from "./types";

export const useViews = () =>
  useQuery({
    queryKey: keys.views,
    queryFn: () => api.get<Items<ViewCount>>("/api/views").then((page) => page.items),
  });

export interface ListFilters {
  view: string;
  network?: string;
  account_id?: number;
  priority?: Priority;
  tag?: number;
  assignee_id?: number;
  team_id?: number;
  visibility?: Visibility;
  waited_hours?: number;
  closes_hours?: number;
  due_hours?: number;
  language?: string;
  kind?: ThreadKind;
  owner_id?: number;
  /** When its last message was, and (not included) until when; ISO 8601. */
  since?: string;
  until?: string;
  active_hours?: number;
  sort?: Sort;
}

const listQuery = (filters: ListFilters) =>
  infiniteQueryOptions({
    queryKey: keys.list(filters),
    queryFn: ({ pageParam }) =>
      api.get<Page<Row>>("/api/conversations", { ...filters, cursor: pageParam, limit: 50 }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** Asks for a list before its page has come; a failure is met there. */
export function fetchListAhead(client: QueryClient, filters: ListFilters) {
  client.infiniteQuery({ ...listQuery(filters), staleTime: "static" }).catch(() => undefined);
}

export const useConversations = (filters: ListFilters) =>
  useInfiniteQuery({
    ...listQuery(filters),
    placeholderData: (previous, query) =>
      // Filters may change under the list; another view starts empty.
      (query?.queryKey[1] as ListFilters | undefined)?.view === filters.view
        ? keepPreviousData(previous)
        : undefined,
  });
