import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { components } from "./schema.gen";
import type { Items } from "./types";

type Schemas = components["schemas"];
export type Approval = Schemas["ApprovalEntry"];
export type Approvals = Schemas["ApprovalList"];
export type Need = Schemas["NeedView"];
export type Rule = Schemas["ApprovalRule"];
export type RuleForm = Schemas["ApprovalRuleRequest"];
export type Conditions = RuleForm["conditions"];
export type Step = RuleForm["steps"][number];
type NeedRequest = Schemas["NeedRequest"];
type Yes = Schemas["ApprovalRequest"];

const path = (id: number, rest = "") => `/api/approvals/${id}${rest}`;

/** The replies of a conversation that wait for a yes, and what became of others. */
export const useApprovals = (conversationId: number) =>
  useQuery({
    queryKey: keys.approvals(conversationId),
    queryFn: () => api.get<Approvals>(`/api/conversations/${conversationId}/approvals`),
  });

function useDecision<In, Out>(conversationId: number, send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () =>
      Promise.all(
        [
          keys.approvals(conversationId),
          keys.timeline(conversationId),
          keys.conversation(conversationId),
          keys.writing(conversationId),
          keys.lists,
          keys.views,
        ].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

export const useApprove = (conversationId: number) =>
  useDecision(conversationId, ({ id, ...yes }: Yes & { id: number }) =>
    api.post<Approval>(path(id, "/approval"), yes),
  );

export const useReject = (conversationId: number) =>
  useDecision(conversationId, ({ id, note }: { id: number; note: string }) =>
    api.post<Approval>(path(id, "/rejection"), { note }),
  );

export const useWithdraw = (conversationId: number) =>
  useDecision(conversationId, (id: number) => api.delete<Schemas["WithdrawnReply"]>(path(id)));

/** Whether what is about to be sent would wait for a yes. */
export const useForeseen = (conversationId: number, about: object, asked?: NeedRequest) =>
  useQuery({
    queryKey: keys.foreseen(conversationId, { ...about, ...asked }),
    queryFn: () =>
      api.post<Schemas["Foreseen"]>(`/api/conversations/${conversationId}/approval-need`, asked),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });

const RULES = "/api/approval-rules";

export const useRules = () =>
  useQuery({
    queryKey: keys.approvalRules,
    queryFn: () => api.get<Items<Rule>>(RULES).then((page) => page.items),
  });

function useRuleChange<In, Out>(send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.approvalRules }),
  });
}

export const useSaveRule = () =>
  useRuleChange(({ id, form }: { id?: number; form: RuleForm }) =>
    id === undefined ? api.post<Rule>(RULES, form) : api.put<Rule>(`${RULES}/${id}`, form),
  );

export const useMoveRule = () =>
  useRuleChange(({ id, place }: { id: number; place: number }) =>
    api.put<undefined>(`${RULES}/${id}/place`, { place }),
  );

export const useRemoveRule = () => useRuleChange((id: number) => api.delete(`${RULES}/${id}`));
