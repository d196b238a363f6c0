import type { Member } from "@/api/types";

interface Begun {
  query: string;
  start: number;
}

function begunAt(pattern: RegExp, text: string, caret: number): Begun | null {
  const query = pattern.exec(text.slice(0, caret))?.[1];
  return query === undefined ? null : { query, start: caret - query.length - 1 };
}

/** The half-written @name before the caret, if there is one. */
export const mentionAt = (text: string, caret: number) =>
  begunAt(/(?:^|\s)@([^\s@]*)$/u, text, caret);

/** The half-written /macro before the caret: a slash that begins a word. */
export const slashAt = (text: string, caret: number) =>
  begunAt(/(?:^|\s)\/([^\s/]*)$/u, text, caret);

export const mentionedIn = (text: string, members: readonly Member[]) =>
  members.filter((member) => text.includes(`@${member.name}`)).map((member) => member.user_id);
