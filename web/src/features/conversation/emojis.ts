import type { CompactEmoji } from "emojibase";

export interface Emoji {
  sign: string;
  label: string;
  /** What it is found by, in small letters. */
  words: string;
}

const KEY = "heard.emojis";
const MOST_RECENT = 16;
// Skin colours and hair are parts of emojis, not emojis.
const PARTS = 2;

type Load = () => Promise<{ default: unknown }>;
// There is none in Turkish; English is what Turkish speakers find elsewhere too.
const LANGUAGES: Record<string, Load> = {
  en: () => import("emojibase-data/en/compact.json"),
  ru: () => import("emojibase-data/ru/compact.json"),
  "zh-Hans": () => import("emojibase-data/zh/compact.json"),
  "zh-Hant": () => import("emojibase-data/zh-hant/compact.json"),
};
const loaded = new Map<string, Promise<Emoji[]>>();

async function read(locale: string, load: Load): Promise<Emoji[]> {
  const all = (await load()).default as CompactEmoji[];
  return all
    .filter(({ group }) => group !== undefined && group !== PARTS)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ unicode, label, tags = [] }) => ({
      sign: unicode,
      label,
      words: [label, ...tags].join("\n").toLocaleLowerCase(locale),
    }));
}

export function loadEmojis(locale: string) {
  const language = locale in LANGUAGES ? locale : "en";
  const load = LANGUAGES[language];
  const known = loaded.get(language) ?? (load ? read(language, load) : Promise.resolve([]));
  loaded.set(language, known);
  return known;
}

export function readRecent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((sign) => typeof sign === "string") : [];
  } catch {
    return [];
  }
}

export function rememberRecent(sign: string) {
  const recent = [sign, ...readRecent().filter((each) => each !== sign)].slice(0, MOST_RECENT);
  try {
    localStorage.setItem(KEY, JSON.stringify(recent));
  } catch {
    // Without storage nothing is recent.
  }
}
