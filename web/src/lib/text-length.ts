import type { TextUnit } from "@/api/types";

const URL_LENGTH = 23;
const LINK = /https?:\/\/[^\s]+/giu;

// The ranges that count as one; everything else (CJK, emoji …) counts as two.
const isLight = (point: number) =>
  point <= 0x10ff ||
  (point >= 0x2000 && point <= 0x200d) ||
  (point >= 0x2010 && point <= 0x201f) ||
  (point >= 0x2032 && point <= 0x2037);

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function weigh(text: string) {
  let weight = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (/\p{Emoji_Presentation}|\u{fe0f}/u.test(segment)) weight += 2;
    else for (const char of segment) weight += isLight(char.codePointAt(0) ?? 0) ? 1 : 2;
  }
  return weight;
}

/** How long a network will find this text: as it counts, not as JavaScript does. */
export function textLength(text: string, unit: TextUnit) {
  if (unit === "characters") return Array.from(text).length;
  const links = text.match(LINK)?.length ?? 0;
  return weigh(text.normalize("NFC").replace(LINK, "")) + links * URL_LENGTH;
}
