import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "@/api/keys";
import { refreshLists } from "@/api/list-cache";
import { outdate } from "@/api/outdate";
import type { Session } from "@/api/types";
import { calmly } from "@/lib/calmly";
import { takeKept } from "@/lib/offline";
import { connectLive, type LiveEvent } from "@/lib/live";

// One burst of news makes one refetch of what is on screen.
const GATHER_MS = 200;

/** Which of our queries an event makes stale: the whole table of live behaviour. */
export function staleKeys({ kind, ids }: LiveEvent): QueryKey[] {
  const id = ids.conversation;
  const writing = id === undefined ? [] : [keys.writing(id)];
  const conversation =
    id === undefined ? [] : [keys.conversation(id), keys.timeline(id), ...writing];
  const noun = kind.split(".")[0];
  switch (noun) {
    case "presence":
      return id === undefined ? [keys.members] : [keys.conversation(id)];
    case "notification":
      // The choices are of another kind: nothing that happens changes them.
      return [keys.unread, keys.notifications];
    case "mail":
    case "slack":
      return [keys.ways];
    case "device":
      return [keys.push];
    case "draft":
      return writing;
    case "macro":
      return [keys.macros];
    case "workspace":
      return [keys.session];
    case "message": // what waits for a yes says what was said since, and what waits for its time may come back
    case "approval":
    case "reply":
      return [
        ...conversation,
        ...(id === undefined ? [] : [keys.approvals(id), keys.scheduled(id)]),
        keys.lists,
        keys.views,
        keys.streams,
        keys.places,
      ];
    case "approval_rule":
      return [keys.approvalRules, keys.allForeseen];
    case "conversation":
    case "thread":
    case "clock":
    case "note": // a mention brings a conversation into somebody's list
      return [...conversation, keys.lists, keys.views, keys.streams];
    case "contact": // of a person, not of one conversation: whichever is open may be theirs
      return [keys.contacts, keys.conversations, keys.lists, keys.streams, keys.places];
    case "account":
      return [keys.accounts, ...conversation];
    case "member":
    case "team":
    case "role":
      // Who joins has accepted an invitation.
      return [keys.members, keys.teams, keys.views, keys.session, keys.invitations];
    case "invitation":
      return [keys.invitations];
    case "envelope":
    case "event":
    case "job":
      return [keys.problems];
    case "spam_word":
      return [keys.spamWords];
    case "hours":
      return [keys.hours];
    case "policy":
      return [keys.policies];
    case "view":
      return [keys.savedViews];
    case "tag":
      return [keys.tags, keys.lists];
    default:
      return conversation;
  }
}

/** Who is told of something is named to all; only they look. */
const isMine = (client: QueryClient, { ids }: LiveEvent) =>
  client.getQueryData<Session | null>(keys.session)?.user.id === ids.user;

/** What somebody has before their eyes, or is theirs alone; the rest is refreshed calmly. */
const NEAR = new Set([
  "conversation",
  "timeline",
  "writing",
  "approvals",
  "scheduled",
  "notifications",
  "session",
]);

/** News gathered until they are worked off. */
function gathered(work: (keys: QueryKey[], changed: ReadonlySet<number>) => Promise<unknown>) {
  let stale = new Map<string, QueryKey>();
  let changed = new Set<number>();
  return {
    add(key: QueryKey, id: number | undefined) {
      stale.set(JSON.stringify(key), key);
      if (id !== undefined) changed.add(id);
    },
    flush() {
      const now = work([...stale.values()], changed);
      stale = new Map();
      changed = new Set();
      return now;
    },
  };
}

export function gather(client: QueryClient) {
  const invalidate = (found: QueryKey[]) =>
    Promise.all(found.map((queryKey) => outdate(client, { queryKey })));
  const near = gathered(invalidate);
  const far = gathered((found, changed) =>
    Promise.all([
      invalidate(found.filter((key) => key !== keys.lists)),
      found.includes(keys.lists) && refreshLists(client, changed),
    ]),
  );
  let timer: number | undefined;
  const calm = calmly(() => far.flush());
  const soon = () => {
    timer ??= window.setTimeout(() => {
      timer = undefined;
      void near.flush();
    }, GATHER_MS);
  };
  return {
    onEvent: (event: LiveEvent) => {
      if (event.kind === "notification" && !isMine(client, event)) return;
      for (const key of staleKeys(event)) {
        if (NEAR.has(String(key[0]))) {
          near.add(key, undefined);
          soon();
        } else {
          far.add(key, event.ids.conversation);
          calm.soon();
        }
      }
    },
    stop: () => {
      window.clearTimeout(timer);
      calm.stop();
    },
  };
}

/** Keeps what is on screen true, for as long as the signed-in pages are open. */
export function useRealtime() {
  const client = useQueryClient();
  useEffect(() => {
    const gathering = gather(client);
    // What is on screen was read after we were told who is here; what has happened since is told to us.
    const since = client.getQueryData<Session | null>(keys.session)?.live_place ?? "";
    const disconnect = connectLive("/api/live", since, {
      onEvent: gathering.onEvent,
      onResync: () => void outdate(client),
      // The log is replayed to us; only questions that got no answer must be asked again.
      // What was shown from before may have been old when the log told of it.
      onReopened: () =>
        void (takeKept()
          ? outdate(client)
          : client.refetchQueries({ predicate: ({ state }) => state.status === "error" })),
      onRefused: () => void outdate(client, { queryKey: keys.session }),
    });
    return () => {
      disconnect();
      gathering.stop();
    };
  }, [client]);
}
