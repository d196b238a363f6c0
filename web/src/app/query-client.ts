import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/client";
import { keys } from "@/api/keys";

const isRefusal = (error: unknown) => error instanceof ApiError && error.status < 500;

/** When the session has ended elsewhere, the signed-in pages notice it through the session query. */
function noticeSignOut(error: unknown) {
  if (error instanceof ApiError && error.code === "not_signed_in") {
    queryClient.setQueryData(keys.session, null);
  }
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      // Without a network the service worker answers with what was read before.
      networkMode: "always",
      staleTime: 15_000,
      // Live events tell what changed; coming back to the window need not ask for everything.
      refetchOnWindowFocus: false,
      retry: (failures, error) => !isRefusal(error) && failures < 2,
    },
    // What cannot be sent now is said at once and not sent later unseen.
    mutations: { networkMode: "always" },
  },
});
