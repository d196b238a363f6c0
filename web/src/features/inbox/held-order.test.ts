import { expect, it } from "vitest";
import { holdOrder } from "./held-order";

const items = (...ids: number[]) => ids.map((id) => ({ id }));

it("keeps rows where they are and counts what came in between", () => {
  const shown = holdOrder([1, 2, 3], items(9, 2, 1, 8, 3));
  expect(shown.items).toEqual(items(1, 2, 3));
  expect(shown.waiting).toBe(2);
});

it("lets go of rows that have left", () => {
  expect(holdOrder([1, 2, 3], items(1, 3)).items).toEqual(items(1, 3));
});

it("adds the next page below", () => {
  const shown = holdOrder([1, 2], items(1, 2, 3, 4));
  expect(shown.items).toEqual(items(1, 2, 3, 4));
  expect(shown.waiting).toBe(0);
});
