import type { Macro, MacroPurpose } from "@/api/macros";
import type { ReplyOption } from "@/api/types";
import { changePiece, pieceOf, readDraft, type ComposerMode, type MacroInUse } from "@/lib/drafts";
import { isLanguage } from "@/lib/languages";

const MOST = 50;

/** Those that may be used on a network and fit what is sought: first in a language, and in none; then the most used. */
export function macrosFor(macros: Macro[], network: string, language: string, query = "") {
  const sought = query.toLowerCase();
  const rank = (macro: Macro) =>
    (macro.name.toLowerCase().startsWith(sought) ? 0 : 8) +
    (macro.language === null ? 2 : isLanguage(macro.language, language) ? 0 : 4) +
    (macro.network === network ? 0 : 1);
  return macros
    .filter((macro) => macro.network === null || macro.network === network)
    .filter(({ name, text }) => `${name}\n${text}`.toLowerCase().includes(sought))
    .sort((a, b) => rank(a) - rank(b) || b.uses - a.uses)
    .slice(0, MOST);
}

export const macroFor = (
  macros: Macro[],
  purpose: MacroPurpose,
  network: string,
  language: string,
) =>
  macrosFor(
    macros.filter((macro) => macro.purpose === purpose),
    network,
    language,
  )[0];

export const macroInUse = ({ id, name, actions }: Macro): MacroInUse => ({
  id,
  name,
  tagIds: actions.tag_ids ?? [],
  priority: actions.priority ?? null,
  teamId: actions.team_id ?? null,
  resolve: actions.resolve,
});

/** Puts a macro's pictures with the reply, as far as the network takes them here; how many it does not take. */
export function putPictures(
  macro: Macro,
  key: string,
  mode: ComposerMode,
  option: ReplyOption | undefined,
) {
  const there = pieceOf(readDraft(key), mode).pictures ?? [];
  const more = macro.pictures.filter(({ id }) => there.every((each) => each.id !== id));
  const fitting = more
    .filter(({ size }) => size <= (option?.max_picture_bytes ?? 0))
    .slice(0, Math.max(0, (option?.max_pictures ?? 0) - there.length))
    .map(({ id, name }) => ({ id, name }));
  if (fitting.length > 0) changePiece(key, mode, { pictures: [...there, ...fitting] });
  return more.length - fitting.length;
}
