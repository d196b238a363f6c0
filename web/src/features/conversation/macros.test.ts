import { expect, test } from "vitest";
import type { Macro } from "@/api/macros";
import { macroFor, macrosFor } from "./macros";

const macro = (name: string, change: Partial<Macro> = {}) =>
  ({
    name,
    text: name,
    network: null,
    language: null,
    purpose: "reply",
    uses: 0,
    ...change,
  }) as Macro;
const named = (macros: Macro[]) => macros.map(({ name }) => name);

const OURS = [
  macro("English", { language: "en", uses: 9 }),
  macro("any", { uses: 1 }),
  macro("Русский", { language: "ru" }),
  macro("Русский X", { language: "ru", network: "x" }),
  macro("简体", { language: "zh-Hans" }),
  macro("繁體", { language: "zh-Hant" }),
  macro("VK", { network: "vk", language: "ru" }),
];

test("macros in what the contact writes come first, then those of no language, then the others", () => {
  const found = named(macrosFor(OURS, "x", "ru"));
  expect(found.slice(0, 3)).toEqual(["Русский X", "Русский", "any"]);
  expect(found.slice(3)).toEqual(["English", "简体", "繁體"]);
  expect(named(macrosFor(OURS, "x", "de"))[0]).toBe("any");
});

test("Chinese that is alike in both scripts is answered in either", () => {
  expect(named(macrosFor(OURS, "x", "zh")).slice(0, 3)).toEqual(["简体", "繁體", "any"]);
  expect(named(macrosFor(OURS, "x", "zh-Hant"))[0]).toBe("繁體");
});

test("what was typed counts more than the language", () => {
  expect(named(macrosFor(OURS, "x", "ru", "engl"))).toEqual(["English"]);
  const invite = macro("come", { purpose: "invite", language: "ru" });
  expect(macroFor([...OURS, invite], "invite", "x", "ru")).toBe(invite);
});
