import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import zhHans from "./zh-Hans.json";

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
  it("are the same in every language", () => {
    expect([...bare(Object.keys(zhHans))].sort()).toEqual([...known].sort());
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

  it("keep their values in every language", () => {
    const values = (text: string) => (text.match(/\{\{\w+\}\}/gu) ?? []).sort();
    const chinese: Record<string, string> = zhHans;
    const differing = Object.entries(en).filter(
      ([key, text]) =>
        !key.endsWith("_one") && values(text).join() !== values(chinese[key] ?? "").join(),
    );
    expect(differing).toEqual([]);
  });
});
