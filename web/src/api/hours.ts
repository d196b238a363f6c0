import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { Hours, HoursForm, HoursList } from "./types";

/** Whose hours: of an account, of a team, or with neither of the workspace. */
export interface Whose {
  account_id?: number;
  team_id?: number;
}

const path = ({ account_id, team_id }: Whose) => {
  if (account_id !== undefined) return `/api/accounts/${account_id}/business-hours`;
  return team_id === undefined ? "/api/business-hours" : `/api/teams/${team_id}/business-hours`;
};

export const useHours = () =>
  useQuery({ queryKey: keys.hours, queryFn: () => api.get<HoursList>("/api/business-hours") });

function useChange<In, Out>(send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.hours }),
  });
}

export const useSetHours = (whose: Whose) =>
  useChange((form: HoursForm) => api.put<Hours>(path(whose), form));

export const useDropHours = (whose: Whose) => useChange(() => api.delete(path(whose)));
