import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import ru from "./ru.json";
import tr from "./tr.json";
import zhHans from "./zh-Hans.json";
import zhHant from "./zh-Hant.json";

const others: Record<string, Record<string, string>> = {
  ru,
  tr,
  "zh-Hans": zhHans,
  "zh-Hant": zhHant,
};

const SOURCE = join(import.meta.dirname, "..");
// Keys made from an error's, event's or network's own code have no literal in our source.
const PLURAL = /_(zero|one|two|few|many|other)$/u;

const sources = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/u.test(name) && !name.includes(".test."))
  .map((name) => readFileSync(join(SOURCE, name), "utf8"));

const bare = (keys: string[]) => new Set(keys.map((key) => key.replace(PLURAL, "")));
const known = bare(Object.keys(en));
const groups = [...new Set([...known].map((key) => key.split(".")[0]))].join("|");
const literal = new RegExp(`"((?:${groups})\\.[\\w.]+)"`, "gu");
const template = new RegExp(`\`((?:${groups})\\.(?:[\\w.]+\\.)?)\\$\\{`, "gu");
const call = /\bt\(\s*"([^"]+)"/gu;

const found = (pattern: RegExp) =>
  new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")));

describe("The words of the interface", () => {
  it.each(Object.keys(others))("are all said in %s", (code) => {
    expect([...bare(Object.keys(others[code] ?? {}))].sort()).toEqual([...known].sort());
  });

  it.each(["en", ...Object.keys(others)])("have every plural form of %s", (code) => {
    const words: Record<string, string> = code === "en" ? en : (others[code] ?? {});
    const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    const plural = Object.keys(en)
      .filter((key) => key.endsWith("_one"))
      .map((key) => key.replace(PLURAL, ""));
    const missing = plural.flatMap((key) =>
      forms.map((form) => `${key}_${form}`).filter((form) => !(form in words)),
    );
    expect(missing).toEqual([]);
  });

  it("are all there", () => {
    expect([...found(call)].filter((key) => !known.has(key))).toEqual([]);
  });

  it("are all used", () => {
    const literals = found(literal);
    const prefixes = [...found(template)];
    const unused = [...known].filter(
      (key) => !literals.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it.each(Object.keys(others))("keep their values in %s", (code) => {
    const values = (text: string) => (text.match(/\{\{\w+\}\}/gu) ?? []).sort().join();
    const differing = Object.entries(others[code] ?? {}).filter(([key, text]) => {
      const said: Record<string, string> = en;
      const english = said[key] ?? said[key.replace(PLURAL, "_other")] ?? "";
      return !key.endsWith("_one") && values(text) !== values(english);
    });
    expect(differing).toEqual([]);
  });
});
