import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { api } from "./client";
import type { ListFilters } from "./inbox";
import { keys } from "./keys";
import { outdate } from "./outdate";
import type { Page, Row } from "./types";

type Pages = InfiniteData<Page<Row>, string | null>;

/** So many pages are read again as they are; of a longer list only the rows that changed. */
const READ_AGAIN = 2;
const AT_ONCE = 100;
/** When more has changed than this, it is cheaper to begin anew. */
const MOST = 500;

/** Keeps the lists true after some conversations changed, at a cost that does not grow with how far somebody scrolled. */
export async function refreshLists(client: QueryClient, changed: ReadonlySet<number>) {
  const long = client
    .getQueryCache()
    .findAll({ queryKey: keys.lists, type: "active" })
    .filter(({ state }) => ((state.data as Pages | undefined)?.pages.length ?? 0) > READ_AGAIN);
  const isLong = new Set(long.map(({ queryHash }) => queryHash));
  await Promise.all([
    outdate(client, {
      queryKey: keys.lists,
      predicate: ({ queryHash }) => !isLong.has(queryHash),
    }),
    ...long.map(({ queryKey }) =>
      refreshRows(client, queryKey[1] as ListFilters, [...changed]).catch(() =>
        // Not known now: whatever is asked next begins anew.
        client.invalidateQueries({ queryKey, refetchType: "none" }),
      ),
    ),
  ]);
}

async function refreshRows(client: QueryClient, filters: ListFilters, changed: number[]) {
  const key = keys.list(filters);
  if (changed.length > MOST) {
    shorten(client, filters);
    return client.invalidateQueries({ queryKey: key });
  }
  const { sort: _, ...query } = filters;
  const rows: Row[] = [];
  for (let at = 0; at < changed.length; at += AT_ONCE) {
    const ids = changed.slice(at, at + AT_ONCE);
    rows.push(...(await api.get<Page<Row>>("/api/conversations/rows", { ...query, ids })).items);
  }
  client.setQueryData<Pages>(
    key,
    (known) => known && withRows(known, new Set(changed), rows, isNewestFirst(filters)),
  );
}

const isNewestFirst = ({ view, sort }: ListFilters) =>
  sort === "newest" ||
  view === "resolved" ||
  view === "spam" ||
  (view === "pending" && sort !== "priority");

/**
 * The pages with what changed in its place, rows that are in the list no more gone. What is new comes first where the
 * newest does; else it is last, and is there once everything before it is.
 */
export function withRows(
  known: Pages,
  changed: ReadonlySet<number>,
  rows: readonly Row[],
  newestFirst: boolean,
): Pages {
  const fresh = new Map(rows.map((row) => [row.id, row]));
  const pages = known.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((row) => {
      if (!changed.has(row.id)) return [row];
      const now = fresh.get(row.id);
      fresh.delete(row.id);
      return now ? [now] : [];
    }),
  }));
  const place = newestFirst ? pages[0] : pages.at(-1);
  if (place && newestFirst) place.items.unshift(...fresh.values());
  else if (place?.next_cursor === null) place.items.push(...fresh.values());
  return { ...known, pages };
}

/** Back at the top a long list begins anew, in its own order; whether it was long. */
export function shorten(client: QueryClient, filters: ListFilters) {
  const known = client.getQueryData<Pages>(keys.list(filters));
  if (!known || known.pages.length <= READ_AGAIN) return false;
  client.setQueryData<Pages>(keys.list(filters), {
    pages: known.pages.slice(0, READ_AGAIN),
    pageParams: known.pageParams.slice(0, READ_AGAIN),
  });
  return true;
}
