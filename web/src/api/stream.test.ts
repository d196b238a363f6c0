import { expect, test } from "vitest";
import { withHead } from "./stream";
import type { StreamItem, StreamPage } from "./types";

const item = (id: number, earlier = 0) => ({ said: { id }, earlier }) as StreamItem;
const page = (...items: StreamItem[]): StreamPage => ({ items, next_cursor: "more" });
const ids = (pages: StreamPage[]) => pages.map(({ items }) => items.map(({ said }) => said.id));

test("what is new comes first, and what was there is kept once, as it is now", () => {
  const before = { pages: [page(item(3), item(2)), page(item(1))], pageParams: [null, "a"] };
  const after = withHead(before, page(item(5), item(4), item(3, 7)));
  expect(ids(after.pages)).toEqual([[5, 4, 3, 2], [1]]);
  expect(after.pages[0]?.items[2]?.earlier).toBe(7);
  expect(after.pageParams).toEqual([null, "a"]);
});

test("where so much is new that something would be missing, it begins anew", () => {
  const before = { pages: [page(item(3)), page(item(1))], pageParams: [null, "a"] };
  const after = withHead(before, page(item(9), item(8)));
  expect(ids(after.pages)).toEqual([[9, 8]]);
  expect(after.pageParams).toEqual([null]);
});

test("into nothing comes everything", () => {
  expect(ids(withHead({ pages: [page()], pageParams: [null] }, page(item(1))).pages)).toEqual([
    [1],
  ]);
});
