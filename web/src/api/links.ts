import { useQuery } from "@tanstack/react-query";
import { api, ApiError } from "./client";
import { keys } from "./keys";
import type { LinkCard } from "./timeline-types";

/** Asking a page takes a moment; after the last of these there is no card. */
const PAUSES_MS = [600, 1_200, 2_500, 5_000, 10_000];

const isAsked = (error: unknown) => error instanceof ApiError && error.code === "not_yet_fetched";

/** What a link leads to; the server answers 404 until it has asked the page. */
export const useLinkCard = (path: string) =>
  useQuery({
    queryKey: keys.link(path),
    queryFn: () => api.get<LinkCard>(path),
    staleTime: Infinity,
    retry: (failures, error) => isAsked(error) && failures < PAUSES_MS.length,
    retryDelay: (failures) => PAUSES_MS[failures] ?? 0,
  });
