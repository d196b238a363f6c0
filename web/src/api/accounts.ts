import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { Account, AccountChange, AccountForm, HealthChange, Items, Network } from "./types";

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
