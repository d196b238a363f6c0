import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { EnvelopePayload, Page, Problems } from "./types";

const ROOT = "/api/operations";

export type Kind = "envelopes" | "events" | "jobs" | "replies";
/** What names one parked thing to the server: an id, or for events also the reader. */
export type Key = number | { event_id: number; reader: string };

export const useProblems = () =>
  useQuery({ queryKey: keys.problems, queryFn: () => api.get<Problems>(ROOT) });

export const useProblemList = <T>(kind: Kind) =>
  useInfiniteQuery({
    queryKey: keys.problemList(kind),
    queryFn: ({ pageParam }) => api.get<Page<T>>(`${ROOT}/${kind}`, { cursor: pageParam }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });

export const usePayload = (id: number) =>
  useQuery({
    queryKey: keys.payload(id),
    queryFn: () => api.get<EnvelopePayload>(`${ROOT}/envelopes/${id}`),
  });

export interface Deed {
  kind: Kind;
  /** Nothing means all of them. */
  chosen: Key[];
  /** With a reason they are dismissed, without one done again. */
  reason?: string;
  onProgress?: (count: number) => void;
}

/** The server does a bounded part a call; of "all" we ask on until nothing is left. */
async function settle({ kind, chosen, reason, onProgress }: Deed) {
  const path = `${ROOT}/${kind}/${reason === undefined ? "replays" : "dismissals"}`;
  const which =
    chosen.length === 0 ? { all: {} } : kind === "events" ? { items: chosen } : { ids: chosen };
  let total = 0;
  for (;;) {
    const { count, left = 0 } = await api.post<{ count: number; left?: number }>(path, {
      ...which,
      ...(reason !== undefined && { reason }),
    });
    total += count;
    onProgress?.(total);
    if (count === 0 || left === 0) return total;
  }
}

export function useSettleProblems() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: settle,
    onSettled: () => client.invalidateQueries({ queryKey: keys.problems }),
  });
}
