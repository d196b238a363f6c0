import type { InvalidateQueryFilters, QueryClient } from "@tanstack/react-query";

/**
 * What was known is old: what is shown is asked for anew at once, the rest when it is shown.
 *
 * An answer on its way may be older than the news. Where nothing was known before, or nobody looks, it would pass for new
 * (the library joins such a question instead of asking again): it is old the moment it comes.
 */
export async function outdate(client: QueryClient, which: InvalidateQueryFilters = {}) {
  const late = client
    .getQueryCache()
    .findAll({ ...which, fetchStatus: "fetching" })
    .filter((query) => query.state.data === undefined || !query.isActive())
    .map(async ({ promise, queryKey }) => {
      await promise?.catch(() => undefined);
      await client.invalidateQueries({ queryKey, exact: true });
    });
  await Promise.all([client.invalidateQueries(which), ...late]);
}
