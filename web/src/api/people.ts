import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type {
  Invitation,
  InvitationForm,
  InvitationMade,
  Items,
  Member,
  MemberChange,
  Tag,
  TagForm,
  Team,
  TeamChange,
  TeamForm,
  Token,
  TokenForm,
  TokenMade,
} from "./types";

const items = <T>(path: string) => api.get<Items<T>>(path).then((page) => page.items);

/** A mutation that makes the given lists stale when it is done. */
function useListMutation<In, Out>(stale: readonly string[][], send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

const lists = (...names: string[]) => names.map((name) => [name]);

export const useMembers = () =>
  useQuery({
    queryKey: keys.members,
    queryFn: () => items<Member>("/api/members"),
    staleTime: 60_000,
  });

export const useUpdateMember = () =>
  useListMutation(
    lists("members", "teams"),
    ({ user_id, ...change }: Pick<Member, "user_id"> & MemberChange) =>
      api.patch<Member>(`/api/members/${user_id}`, change),
  );

export const useInvitations = () =>
  useQuery({
    queryKey: keys.invitations,
    queryFn: () => items<Invitation>("/api/invitations"),
  });

export const useInvite = () =>
  useListMutation(lists("invitations"), (form: InvitationForm) =>
    api.post<InvitationMade>("/api/invitations", form),
  );

export const useWithdrawInvitation = () =>
  useListMutation(lists("invitations"), (id: number) => api.delete(`/api/invitations/${id}`));

export const useTeams = () =>
  useQuery({ queryKey: keys.teams, queryFn: () => items<Team>("/api/teams"), staleTime: 60_000 });

export const useCreateTeam = () =>
  useListMutation(lists("teams", "views"), (form: TeamForm) => api.post<Team>("/api/teams", form));

export const useUpdateTeam = () =>
  useListMutation(
    lists("teams", "members", "views"),
    ({ id, ...change }: Pick<Team, "id"> & TeamChange) =>
      api.patch<Team>(`/api/teams/${id}`, change),
  );

export const useDeleteTeam = () =>
  useListMutation(lists("teams", "members", "views"), (id: number) =>
    api.delete(`/api/teams/${id}`),
  );

export const useTokens = () =>
  useQuery({ queryKey: keys.tokens, queryFn: () => items<Token>("/api/tokens") });

export const useCreateToken = () =>
  useListMutation(lists("tokens"), (form: TokenForm) => api.post<TokenMade>("/api/tokens", form));

export const useDeleteToken = () =>
  useListMutation(lists("tokens"), (id: number) => api.delete(`/api/tokens/${id}`));

export const useTags = () =>
  useQuery({ queryKey: keys.tags, queryFn: () => items<Tag>("/api/tags"), staleTime: 60_000 });

export const useCreateTag = () =>
  useListMutation(lists("tags"), (form: TagForm) => api.post<Tag>("/api/tags", form));

export const useDeleteTag = () =>
  useListMutation(lists("tags", "conversations", "conversation"), (id: number) =>
    api.delete(`/api/tags/${id}`),
  );
