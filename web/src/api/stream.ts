import {
  infiniteQueryOptions,
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { StreamFilters, StreamItem, StreamPage } from "./types";

const LIMIT = 30;

const pagesQuery = (filters: StreamFilters) =>
  infiniteQueryOptions({
    queryKey: keys.stream(filters),
    queryFn: ({ pageParam }) =>
      api.get<StreamPage>("/api/stream", { ...filters, cursor: pageParam, limit: LIMIT }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // What is new comes by the head alone: however far one has read, one page is asked for.
    staleTime: Infinity,
  });

type Pages = InfiniteData<StreamPage, string | null>;
const idOf = ({ said }: StreamItem) => said.id;

/** The head put before what is there. Where they do not meet something is missing between: begin anew with the head. */
export function withHead(pages: Pages, head: StreamPage): Pages {
  const fresh = new Set(head.items.map(idOf));
  const meets = pages.pages.some(({ items }) => items.some((item) => fresh.has(idOf(item))));
  if (!meets) return { pages: [head], pageParams: [null] };
  const kept = pages.pages.map((page) => ({
    ...page,
    items: page.items.filter((item) => !fresh.has(idOf(item))),
  }));
  const [first, ...rest] = kept;
  if (!first) return { pages: [head], pageParams: [null] };
  return { ...pages, pages: [{ ...first, items: [...head.items, ...first.items] }, ...rest] };
}

async function refreshHead(client: QueryClient, filters: StreamFilters) {
  const head = await api.get<StreamPage>("/api/stream", { ...filters, limit: LIMIT });
  client.setQueryData<Pages>(keys.stream(filters), (pages) => pages && withHead(pages, head));
  return head.items.length;
}

/** Everything said, newest first, true while it is looked at. */
export function useStream(filters: StreamFilters) {
  const client = useQueryClient();
  const pages = useInfiniteQuery(pagesQuery(filters));
  useQuery({
    queryKey: keys.streamHead(filters),
    queryFn: () => refreshHead(client, filters),
    enabled: pages.isSuccess,
  });
  return pages;
}
