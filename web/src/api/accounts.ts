import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type {
  Account,
  AccountChange,
  AccountForm,
  AccountPast,
  HealthChange,
  Items,
  Network,
} from "./types";

export const useNetworks = () =>
  useQuery({
    queryKey: keys.networks,
    queryFn: () => api.get<Items<Network>>("/api/networks").then((page) => page.items),
    staleTime: 10 * 60_000,
  });

export const useAccounts = () =>
  useQuery({
    queryKey: keys.accounts,
    queryFn: () => api.get<Items<Account>>("/api/accounts").then((page) => page.items),
  });

export const useAccountHealth = (id: number) =>
  useQuery({
    queryKey: keys.accountHealth(id),
    queryFn: () =>
      api.get<Items<HealthChange>>(`/api/accounts/${id}/health`).then((page) => page.items),
  });

function useAccountMutation<In, Out>(send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.accounts }),
  });
}

export const useConnectAccount = () =>
  useAccountMutation((form: AccountForm) => api.post<Account>("/api/accounts", form));

export const useUpdateAccount = (id: number) =>
  useAccountMutation((change: AccountChange) => api.patch<Account>(`/api/accounts/${id}`, change));

export const useCheckAccount = (id: number) =>
  useAccountMutation(() => api.post<Account>(`/api/accounts/${id}/check`));

export const useDeleteAccount = () =>
  useAccountMutation((id: number) => api.delete(`/api/accounts/${id}`));

const PROGRESS_MS = 2_000;

/** How far what was said before has been fetched; asked again while it goes on. */
export const useAccountPast = (id: number) =>
  useQuery({
    queryKey: keys.accountPast(id),
    queryFn: () => api.get<AccountPast>(`/api/accounts/${id}/history`),
    refetchInterval: ({ state: { data } }) => data?.state === "running" && PROGRESS_MS,
  });

function usePastMutation<In>(id: number, send: (input: In) => Promise<AccountPast>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (past) => client.setQueryData(keys.accountPast(id), past),
    onError: () => client.invalidateQueries({ queryKey: keys.accountPast(id) }),
  });
}

export const useFetchPast = (id: number) =>
  usePastMutation(id, (days: number) =>
    api.post<AccountPast>(`/api/accounts/${id}/history`, { days }),
  );

export const useStopPast = (id: number) =>
  usePastMutation(id, () => api.delete<AccountPast>(`/api/accounts/${id}/history`));
