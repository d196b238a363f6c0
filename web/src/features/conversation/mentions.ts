import type { Member } from "@/api/types";

/** The half-written @name before the caret, if there is one. */
export function mentionAt(text: string, caret: number) {
  const match = /(?:^|\s)@([^\s@]*)$/u.exec(text.slice(0, caret));
  return match ? { query: match[1] ?? "", start: caret - (match[1]?.length ?? 0) - 1 } : null;
}

export function insertMention(text: string, caret: number, name: string) {
  const mention = mentionAt(text, caret);
  if (!mention) return { text, caret };
  const before = `${text.slice(0, mention.start)}@${name} `;
  return { text: before + text.slice(caret), caret: before.length };
}

export const mentionedIn = (text: string, members: readonly Member[]) =>
  members.filter((member) => text.includes(`@${member.name}`)).map((member) => member.user_id);
