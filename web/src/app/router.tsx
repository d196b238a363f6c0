import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { fetchAhead } from "@/api/conversation";
import { fetchListAhead } from "@/api/inbox";
import { sessionQuery, setupQuery } from "@/api/session";
import { PageError, PageNotFound, PageSkeleton } from "@/components/page-states";
import { changeLocale, matchLocale } from "@/lib/i18n";
import { readInboxSearch, readSearch, readStream } from "./inbox-search";
import { queryClient } from "./query-client";
import { SignedIn } from "./signed-in";

const session = () => queryClient.query({ ...sessionQuery, staleTime: "static" });
const isSetupNeeded = async () => (await queryClient.query(setupQuery)).needed;

/** Open to everybody; but who happens to be signed in needs the session's token to write. */
const knowToken = async () => {
  await session();
};

const root = createRootRoute({ component: Outlet, notFoundComponent: PageNotFound });

const home = { to: "/inbox/$view/{-$conversationId}", params: { view: "mine" } } as const;

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: async () => {
    if (!(await isSetupNeeded())) redirect({ to: "/sign-in", throw: true });
  },
  component: lazyRouteComponent(() => import("@/features/session/setup-page"), "SetupPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === "string" && search.next.startsWith("/") ? { next: search.next } : {},
  beforeLoad: async () => {
    if (await isSetupNeeded()) redirect({ to: "/setup", throw: true });
    if (await session()) redirect({ ...home, throw: true });
  },
  component: lazyRouteComponent(() => import("@/features/session/sign-in-page"), "SignInPage"),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  beforeLoad: knowToken,
  component: lazyRouteComponent(() => import("@/features/session/invite-page"), "InvitePage"),
});

const people = createRoute({
  getParentRoute: () => root,
  path: "/people/$key",
  component: lazyRouteComponent(() => import("@/features/people-page/people-page"), "PeoplePage"),
});

const practice = createRoute({
  getParentRoute: () => root,
  path: "/practice",
  beforeLoad: knowToken,
  validateSearch: (search: Record<string, unknown>): { as?: string; tab?: "messages" } => ({
    as: typeof search.as === "string" ? search.as : undefined,
    tab: search.tab === "messages" ? "messages" : undefined,
  }),
  component: lazyRouteComponent(() => import("@/features/practice/practice-page"), "PracticePage"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    const who = await session();
    if (!who) {
      const next = location.pathname === "/" ? undefined : location.href;
      redirect({ to: "/sign-in", search: { next }, throw: true });
      return;
    }
    if (matchLocale(who.user.locale)) await changeLocale(who.user.locale);
  },
  component: SignedIn,
});

const index = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: () => {
    redirect({ ...home, throw: true });
  },
});

export const loadInbox = () => import("./inbox-page");

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/inbox/$view/{-$conversationId}",
  validateSearch: readInboxSearch,
  loaderDeps: ({ search: { message: _, note: __, saved: ___, ...filters } }) => filters,
  // Also when the pointer rests on a row: what is opened then is there already.
  loader: ({ params: { view, conversationId }, deps }) => {
    const id = Number(conversationId);
    if (id) fetchAhead(queryClient, id);
    fetchListAhead(queryClient, { ...deps, view });
  },
  component: lazyRouteComponent(loadInbox, "InboxPage"),
});

const search = createRoute({
  getParentRoute: () => signedIn,
  path: "/search",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("@/features/search/search-page"), "SearchPage"),
});

const stream = createRoute({
  getParentRoute: () => signedIn,
  path: "/stream",
  validateSearch: readStream,
  component: lazyRouteComponent(() => import("@/features/stream/stream-page"), "StreamPage"),
});

const contact = createRoute({
  getParentRoute: () => signedIn,
  path: "/contacts/$contactId",
  component: lazyRouteComponent(() => import("@/features/contact/contact-page"), "ContactPage"),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings/{-$section}",
  component: lazyRouteComponent(() => import("@/features/settings/settings-page"), "SettingsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    invite,
    people,
    practice,
    signedIn.addChildren([index, inbox, search, stream, contact, settings]),
  ]),
  defaultPreload: "intent",
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageError,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
