import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from "@tanstack/react-query";
import { i18n, localeWasChosen } from "@/lib/i18n";
import { forgetKept } from "@/lib/offline";
import { stopPush } from "@/lib/push-here";
import { ApiError, api, setCsrfToken } from "./client";
import { keys } from "./keys";
import type {
  Acceptance,
  InvitationOffer,
  Permission,
  Session,
  SessionChange,
  Setup,
  SetupForm,
  SignInForm,
} from "./types";

export const setupQuery = queryOptions({
  queryKey: keys.setup,
  queryFn: () => api.get<Setup>("/api/setup"),
  staleTime: Infinity,
});

async function keepToken(pending: Promise<Session>) {
  const session = await pending;
  setCsrfToken(session.csrf_token);
  return session;
}

/** A new person keeps the language in which they set up or joined. */
async function withLanguage(pending: Promise<Session>) {
  const session = await keepToken(pending);
  const locale = i18n.language;
  return session.user.locale === locale ? session : api.patch<Session>("/api/session", { locale });
}

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: () =>
    keepToken(api.get<Session>("/api/session")).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }),
  staleTime: 5 * 60_000,
});

/** The session of a signed-in page: the router has made sure that there is one. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new ApiError(401, "not_signed_in", "You are signed out.");
  return data;
}

export function usePermission(permission: Permission) {
  return useSession().permissions.includes(permission);
}

function useSessionMutation<T>(send: (input: T) => Promise<Session>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: T) => keepToken(send(input)),
    onSuccess: (session) => client.setQueryData(keys.session, session),
  });
}

export const useSetUp = () =>
  useSessionMutation((form: SetupForm) => withLanguage(api.post<Session>("/api/setup", form)));

export const useSignIn = () =>
  useSessionMutation((form: SignInForm) => {
    const pending = api.post<Session>("/api/session", form);
    return localeWasChosen() ? withLanguage(pending) : pending;
  });

export const useAcceptInvitation = () =>
  useSessionMutation((form: Acceptance) =>
    withLanguage(api.post<Session>("/api/invitation-acceptance", form)),
  );

export const useUpdateProfile = () =>
  useSessionMutation((change: SessionChange) => api.patch<Session>("/api/session", change));

export const useSetPhoto = () =>
  useSessionMutation((photo: Blob | null) =>
    photo === null
      ? api.delete<Session>("/api/session/photo")
      : api.put<Session>("/api/session/photo", photo),
  );

export const useSetPeoplePage = () =>
  useSessionMutation((people_page: boolean) =>
    api.patch<Session>("/api/workspace", { people_page }),
  );

export const useSetSigning = () =>
  useSessionMutation((signing: Session["workspace"]["signing"]) =>
    api.patch<Session>("/api/workspace", { signing }),
  );

export const useSetPresent = () =>
  useSessionMutation((present: boolean) => api.put<Session>("/api/session/presence", { present }));

export const useInvitationOffer = (token: string) =>
  useQuery({
    queryKey: ["invitation-offer", token],
    queryFn: () => api.post<InvitationOffer>("/api/invitation-lookup", { token }),
    retry: false,
  });

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete("/api/session"),
    onSuccess: async () => {
      await Promise.all([forgetKept(), stopPush()]);
      client.clear();
      // A full load drops everything the last person could see.
      window.location.assign("/sign-in");
    },
  });
}
