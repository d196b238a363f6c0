import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { PolicyForm, PolicyList, PolicyPreview, SlaPolicy } from "./types";

export const usePolicies = () =>
  useQuery({
    queryKey: keys.policies,
    queryFn: () => api.get<PolicyList>("/api/sla-policies"),
  });

function useChange<In, Out>(send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies }),
  });
}

/** Makes a policy, or changes one; the one for everybody may have no id yet. */
export const useSavePolicy = (policy?: SlaPolicy) =>
  useChange((form: PolicyForm) => {
    if (!policy) return api.post<SlaPolicy>("/api/sla-policies", form);
    return api.put<SlaPolicy>(
      `/api/sla-policies/${policy.fallback ? "fallback" : String(policy.id)}`,
      form,
    );
  });

export const useRemovePolicy = () =>
  useChange((id: number) => api.delete(`/api/sla-policies/${id}`));

export const useOrderPolicies = () =>
  useChange((ids: number[]) => api.put<PolicyList>("/api/sla-policies/order", { ids }));

/** For how many open conversations a policy would decide now, as it is written. */
export const usePolicyPreview = (form: PolicyForm, policy?: SlaPolicy) =>
  useQuery({
    queryKey: keys.policyPreview(form, policy?.id),
    queryFn: () =>
      api.post<PolicyPreview>(
        `/api/sla-policies/preview${policy?.id ? `?policy_id=${policy.id}` : ""}`,
        form,
      ),
    enabled: !policy?.fallback && form.name !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
