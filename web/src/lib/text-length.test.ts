import { expect, it } from "vitest";
import { textLength } from "./text-length";

it.each([
  ["hello", 5],
  ["您好", 4],
  ["👨‍👩‍👧", 2],
  ["❤️", 2],
  ["see https://example.org/a/very/long/address/that/goes/on now", 4 + 23 + 4],
  ["Привет", 6],
])("weighs %s as %i", (text, weight) => {
  expect(textLength(text, "weighted")).toBe(weight);
});

it("counts characters as people do elsewhere", () => {
  expect(textLength("您好 🥖", "characters")).toBe(4);
});
