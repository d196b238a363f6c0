import { expect, it } from "vitest";
import { findCommands, type Command } from "./commands";

const command = (label: string): Command => ({
  id: label,
  label,
  group: "go",
  run: () => undefined,
});
const labels = ["Resolve", "Go to Mine", "Rézolu", "Çözüldü", "前往“我的”"].map(command);
const found = (typed: string) => findCommands(labels, typed).map(({ label }) => label);

it("finds by any part, in any script, without accents", () => {
  expect(found("min")).toEqual(["Go to Mine"]);
  expect(found("rez")).toEqual(["Rézolu"]);
  expect(found("coz")).toEqual(["Çözüldü"]);
  expect(found("我")).toEqual(["前往“我的”"]);
});

it("needs every word, and puts what begins so first", () => {
  expect(found("mine go")).toEqual(["Go to Mine"]);
  expect(found("o").at(-1)).not.toBe(undefined);
  expect(findCommands([command("Go on"), command("On")], "on").map(({ label }) => label)).toEqual([
    "On",
    "Go on",
  ]);
});
