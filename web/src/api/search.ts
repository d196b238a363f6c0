import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { SearchCount, SearchFilters, SearchPage, SearchPlaces } from "./types";

const QUIET_MS = 30_000;

export const useSearch = (filters: SearchFilters) =>
  useInfiniteQuery({
    queryKey: keys.search(filters),
    queryFn: ({ pageParam }) =>
      api.get<SearchPage>("/api/search", { ...filters, cursor: pageParam, limit: 25 }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: Boolean(filters.q),
    retry: false,
    staleTime: QUIET_MS,
  });

export const useSearchCount = ({ sort: _, ...filters }: SearchFilters) =>
  useQuery({
    queryKey: keys.searchCount(filters),
    queryFn: () => api.get<SearchCount>("/api/search/count", filters),
    enabled: Boolean(filters.q),
    retry: false,
    staleTime: QUIET_MS,
  });

/** A conversation by its number, people by their name; news outdate it, for who has just written is looked for. */
export const usePlaces = (q: string) =>
  useQuery({
    queryKey: keys.placesOf(q),
    queryFn: () => api.get<SearchPlaces>("/api/search/places", { q }),
    enabled: Boolean(q),
    retry: false,
    staleTime: QUIET_MS,
  });
