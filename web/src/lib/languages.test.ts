import { expect, test } from "vitest";
import { isLanguage, languageChoices, languageName, languageSign } from "./languages";

test("a language is called what it is called in the reader's own", () => {
  expect(languageName("tr", "en")).toBe("Turkish");
  expect(languageName("tr", "zh-Hans")).toBe("土耳其语");
  expect(languageName("zh-Hant", "en")).toBe("Traditional Chinese");
  expect(languageName("zh-Hans", "ru")).toContain("китайский");
  expect(languageName("not a code", "en")).toBe("not a code");
});

test("its sign is short", () => {
  expect(["ru", "zh", "zh-Hans", "zh-Hant"].map(languageSign)).toEqual(["RU", "中", "简", "繁"]);
});

test("Chinese that is alike in both scripts is read by all who read Chinese", () => {
  expect(isLanguage("zh", "zh-Hant")).toBe(true);
  expect(isLanguage("zh-Hans", "zh")).toBe(true);
  expect(isLanguage("zh-Hans", "zh-Hant")).toBe(false);
  expect(isLanguage("ru", "ru")).toBe(true);
  expect(isLanguage("en", "ru")).toBe(false);
});

test("what is written in open work comes first, each by name, and Chinese as a whole where both scripts are", () => {
  const known = ["de", "en", "ru", "tr", "zh", "zh-Hans", "zh-Hant"];
  expect(languageChoices(["ru", "en"], known, "en")).toEqual({
    first: ["en", "ru"],
    others: ["zh", "de", "zh-Hans", "zh-Hant", "tr"],
  });
  expect(languageChoices(["zh-Hant", "zh-Hans"], known, "en").first).toEqual([
    "zh",
    "zh-Hans",
    "zh-Hant",
  ]);
});
