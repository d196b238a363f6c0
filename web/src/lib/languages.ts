import { collator, nameFormat } from "./formats";

/** A language by its code (BCP 47), as it is called in another; a code nobody knows stays as it is. */
export function languageName(code: string, locale: string) {
  try {
    return nameFormat(locale, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

const SHORT: Record<string, string> = { zh: "中", "zh-Hans": "简", "zh-Hant": "繁" };

/** A few letters for where there is no room for a name. */
export const languageSign = (code: string) => SHORT[code] ?? code.toUpperCase();

/** Whether who reads the one reads the other: Chinese that is alike in both scripts is read by all who read Chinese. */
export const isLanguage = (code: string, other: string) =>
  code === other ||
  (code === "zh" && other.startsWith("zh-")) ||
  (other === "zh" && code.startsWith("zh-"));

/** All languages to choose from: those of open work first, Chinese of either script before its scripts. */
export function languageChoices(spoken: string[], known: string[], locale: string) {
  const order = collator(locale, {});
  const byName = (a: string, b: string) =>
    order.compare(languageName(a, locale), languageName(b, locale));
  const first = new Set(spoken);
  if (spoken.filter((code) => code.startsWith("zh-")).length > 1) first.add("zh");
  return {
    first: [...first].sort(byName),
    others: known.filter((code) => !first.has(code)).sort(byName),
  };
}
