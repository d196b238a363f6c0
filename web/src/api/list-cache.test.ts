import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { fakeServer } from "@/testing/fake-server";
import { row } from "@/testing/samples";
import { keys } from "./keys";
import { refreshLists, shorten, withRows } from "./list-cache";

const page = (ids: number[], next: string | null = "next") => ({
  items: ids.map((id) => row({ id, preview: "old" })),
  next_cursor: next,
});
const pages = (...each: ReturnType<typeof page>[]) => ({
  pages: each,
  pageParams: [null, ...each.slice(1).map((_, at) => String(at))],
});
const ids = (of: ReturnType<typeof pages>) =>
  of.pages.map(({ items }) => items.map(({ id }) => id));
const now = (id: number) => row({ id, preview: "new" });

it("changes rows in their place, takes away what left the list, and puts what is new where it belongs", () => {
  const known = pages(page([1, 2]), page([3, 4]), page([5]));
  const changed = new Set([2, 3, 9]);
  const newest = withRows(known, changed, [now(3), now(9)], true);
  expect(ids(newest)).toEqual([[9, 1], [3, 4], [5]]);
  expect(newest.pages[1]?.items[0]?.preview).toBe("new");
  // There is more before the end that is not loaded yet: what is new comes after it.
  expect(ids(withRows(known, changed, [now(3), now(9)], false))).toEqual([[1], [3, 4], [5]]);
  const whole = pages(page([1, 2]), page([3, 4]), page([5], null));
  expect(ids(withRows(whole, changed, [now(9)], false))).toEqual([[1], [4], [5, 9]]);
  expect(ids(known)).toEqual([[1, 2], [3, 4], [5]]);
});

function open(...each: ReturnType<typeof page>[]) {
  const client = new QueryClient();
  const filters = { view: "all", tag: 3, sort: "newest" as const };
  const queryKey = keys.list(filters);
  client.setQueryData(queryKey, pages(...each));
  let asked = 0;
  const queryFn = () => ((asked += 1), pages(...each));
  const stop = new QueryObserver(client, { queryKey, queryFn, staleTime: Infinity }).subscribe(
    () => undefined,
  );
  return { client, filters, stop, read: () => asked, data: () => client.getQueryData(queryKey) };
}

it("asks for the changed rows of a long list only, a hundred at a time", async () => {
  const asked = fakeServer({
    "GET /api/conversations/rows": { items: [now(4)], next_cursor: null },
  });
  const list = open(page([1, 2]), page([3, 4]), page([5, 6]));
  await refreshLists(list.client, new Set([2, 4]));
  expect(asked.map(({ path }) => path)).toEqual([
    "/api/conversations/rows?view=all&tag=3&ids=2&ids=4",
  ]);
  expect(list.read()).toBe(0);
  expect(ids(list.data() as ReturnType<typeof pages>)).toEqual([[1], [3, 4], [5, 6]]);
  await refreshLists(list.client, new Set(Array.from({ length: 250 }, (_, at) => at + 10)));
  expect(asked).toHaveLength(4);
  list.stop();
});

it("reads a short list again as it is, and a long one of which too much changed from its beginning", async () => {
  const asked = fakeServer({});
  const short = open(page([1, 2]), page([3, 4]));
  await refreshLists(short.client, new Set([2]));
  expect(short.read()).toBe(1);
  const long = open(page([1, 2]), page([3, 4]), page([5, 6]));
  await refreshLists(long.client, new Set(Array.from({ length: 501 }, (_, at) => at)));
  expect(long.read()).toBe(1);
  expect(asked).toEqual([]);
  short.stop();
  long.stop();
});

it("shortens a list that was long", () => {
  const { client, filters, stop, data } = open(page([1]), page([2]), page([3]));
  expect(shorten(client, filters)).toBe(true);
  expect(ids(data() as ReturnType<typeof pages>)).toEqual([[1], [2]]);
  expect(shorten(client, filters)).toBe(false);
  stop();
});
