import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { Session, StalePreview } from "./types";

export const useSetStaleDays = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (days: number) => api.patch<Session>("/api/workspace", { stale_days: days }),
    onSuccess: (session) => client.setQueryData(keys.session, session),
  });
};

/** How many conversations would be closed now, were these the days of the workspace, or of one account. */
export const useStalePreview = (days: number, accountId?: number) =>
  useQuery({
    queryKey: keys.stale(days, accountId),
    queryFn: () => api.get<StalePreview>("/api/stale-preview", { days, account_id: accountId }),
    enabled: days > 0,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
