import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { keys } from "./keys";
import type { Entry, MessageEntry } from "./timeline-types";
import type { Conversation, Page, Row } from "./types";

type Rows = InfiniteData<Page<Row>>;
type Timeline = InfiniteData<Page<Entry>>;

const patchRow = (data: Rows | undefined, id: number, change: Partial<Row>): Rows | undefined =>
  data && {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((row) => (row.id === id ? { ...row, ...change } : row)),
    })),
  };

/** Changes a conversation everywhere it is on screen; returns the way back. */
export function changeConversation(client: QueryClient, id: number, change: Partial<Conversation>) {
  const before = client.getQueryData<Conversation>(keys.conversation(id));
  const lists = client.getQueriesData<Rows>({ queryKey: keys.lists });
  const { contact: _contact, ...rowChange } = change;
  if (before) client.setQueryData(keys.conversation(id), { ...before, ...change });
  for (const [key] of lists) {
    client.setQueryData<Rows>(key, (data) => patchRow(data, id, rowChange));
  }
  return () => {
    if (before) client.setQueryData(keys.conversation(id), before);
    for (const [key, data] of lists) client.setQueryData(key, data);
  };
}

/** Keeps what the server answered. */
export function storeConversation(client: QueryClient, conversation: Conversation) {
  const { id, state, priority, team_id, assignee_id, owner_id, tags, version, snoozed_until } =
    conversation;
  const { language } = conversation;
  client.setQueryData(keys.conversation(id), conversation);
  const change = {
    state,
    priority,
    team_id,
    assignee_id,
    owner_id,
    tags,
    language,
    version,
    snoozed_until,
  };
  for (const [key] of client.getQueriesData<Rows>({ queryKey: keys.lists })) {
    client.setQueryData<Rows>(key, (data) => patchRow(data, id, change));
  }
}

const isSame = (a: Entry, b: Entry) => a.entry === b.entry && a.id === b.id;

/** Puts an entry at the end of the timeline, or in the place of its older self. */
export function storeEntry(client: QueryClient, conversationId: number, entry: Entry) {
  client.setQueryData<Timeline>(keys.timeline(conversationId), (data) => {
    const [newest, ...older] = data?.pages ?? [];
    if (!data || !newest) return data;
    const known = data.pages.some((page) => page.items.some((item) => isSame(item, entry)));
    const pages = known
      ? data.pages.map((page) => ({
          ...page,
          items: page.items.map((item) => (isSame(item, entry) ? entry : item)),
        }))
      : [{ ...newest, items: [...newest.items, entry] }, ...older];
    return { ...data, pages };
  });
}

export function dropMessage(client: QueryClient, conversationId: number, messageId: number) {
  client.setQueryData<Timeline>(
    keys.timeline(conversationId),
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          items: page.items.filter((item) => item.entry !== "message" || item.id !== messageId),
        })),
      },
  );
}

/** The conversation after this one in a list, or, where it is the last, the one before; undefined: there is no other. */
export function nextInList(client: QueryClient, filters: object, id: number) {
  const rows = client.getQueryData<Rows>(keys.list(filters))?.pages.flatMap((page) => page.items);
  if (!rows) return undefined;
  const at = rows.findIndex((row) => row.id === id);
  // What has left the list leaves no place: then its beginning is next.
  return (at < 0 ? rows[0] : (rows[at + 1] ?? rows[at - 1]))?.id;
}

/** The newest answer of ours in what we have of the timeline; undefined while we have none of it. */
export function newestAnswer(client: QueryClient, conversationId: number) {
  const data = client.getQueryData<Timeline>(keys.timeline(conversationId));
  const ids = data?.pages
    .flatMap((page) => page.items)
    .map((item) => (item.entry === "message" && item.direction === "out" ? item.id : 0));
  return ids && Math.max(0, ...ids);
}

/** The newest message of what we have of the timeline that is such. */
export function newestThat(
  client: QueryClient,
  conversationId: number,
  isSuch: (message: MessageEntry) => boolean,
) {
  const data = client.getQueryData<Timeline>(keys.timeline(conversationId));
  return data?.pages
    .flatMap((page) => page.items)
    .filter((item): item is MessageEntry => item.entry === "message")
    .filter(isSuch)
    .sort((a, b) => b.id - a.id)[0];
}

/** The newest reply that can still be taken back. */
export const findUndoable = (client: QueryClient, conversationId: number) =>
  newestThat(client, conversationId, ({ delivery }) => delivery?.can_undo ?? false);
