import type { ReactNode } from "react";

interface Props {
  text: string;
  /** Places `[start, end)`, counted as JavaScript counts. */
  ranges: [number, number][];
}

/** The part of a text that was found, its words marked. */
export function Snippet({ text, ranges }: Props) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return [...parts, text.slice(at)];
}
