export interface DiffPart {
  text: string;
  /** In which of the two texts it stands. */
  side: "both" | "before" | "after";
}

// Words as one sees them, each with the space after it: a space alone is nothing two texts have in common. What is written
// without spaces goes sign by sign.
const WORDS =
  /(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|[\p{L}\p{M}\p{N}]+|[^\p{L}\p{N}\s])\s*|\s+/gu;
const MOST_CELLS = 4_000_000;

const wordsOf = (text: string) => text.match(WORDS) ?? [];

/** What was taken out of a text and what was put in, word by word; of very long ones only that they differ. */
export function diff(before: string, after: string): DiffPart[] {
  const a = wordsOf(before);
  const b = wordsOf(after);
  if (a.length * b.length > MOST_CELLS) {
    return joined([
      { text: before, side: "before" },
      { text: after, side: "after" },
    ]);
  }
  const common = lengths(a, b);
  const width = b.length + 1;
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left = "", right = ""] = [a[i], b[j]];
    if (i < a.length && j < b.length && left === right) {
      parts.push({ text: left, side: "both" });
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ text: left, side: "before" });
      i += 1;
    } else {
      parts.push({ text: right, side: "after" });
      j += 1;
    }
  }
  return joined(parts);
}

/** How many words the rests of both texts have in common, from each pair of places on. */
function lengths(a: string[], b: string[]) {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  return table;
}

const joined = (parts: DiffPart[]) =>
  parts.reduce<DiffPart[]>((all, part) => {
    const last = all.at(-1);
    if (last?.side === part.side) last.text += part.text;
    else if (part.text) all.push({ ...part });
    return all;
  }, []);
