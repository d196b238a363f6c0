import { expect, it } from "vitest";
import { diff } from "./diff";

const shown = (before: string, after: string) =>
  diff(before, after)
    .map(({ text, side }) => ({ both: text, before: `[-${text}-]`, after: `[+${text}+]` })[side])
    .join("");

it("shows what was taken out and put in, word by word", () => {
  expect(shown("We are sory about it.", "We are sorry about it!")).toBe(
    "We are [-sory -][+sorry +]about it[-.-][+!+]",
  );
});

it("goes sign by sign where there are no spaces", () => {
  expect(shown("我们很抱歉", "我们非常抱歉")).toBe("我们[-很-][+非常+]抱歉");
});

it("keeps words whole in other letters", () => {
  expect(shown("Мы вернём деньги", "Мы вернём их")).toBe("Мы вернём [-деньги-][+их+]");
});

it("has nothing to show of what is the same, and takes empty texts", () => {
  expect(diff("same", "same")).toEqual([{ text: "same", side: "both" }]);
  expect(shown("", "new")).toBe("[+new+]");
  expect(shown("old", "")).toBe("[-old-]");
});

it("gives up on what is too long to be compared", () => {
  const [one, other] = ["a ".repeat(3_000), "b ".repeat(3_000)];
  expect(diff(one, other).map(({ side }) => side)).toEqual(["before", "after"]);
});
