import { useQueryClient } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { fillMacro, type Macro, type MacroPurpose } from "@/api/macros";
import type { Conversation } from "@/api/types";
import { pieceOf, readDraft } from "@/lib/drafts";
import { notifyWords } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import { COMPOSER_TEXT_ID } from "./insert-text";
import { macroFor, macroInUse, putPictures } from "./macros";
import type { Composer } from "./use-composer";

/** From public to private and back: the words for it come from a macro made for it, else they are ours. */
export function useMovePrivate(conversation: Conversation, composer: Composer) {
  const { t } = useTranslation();
  const locale = useLocale();
  const client = useQueryClient();
  const option = (visibility: "public" | "private") =>
    conversation.reply_options.find((each) => each.visibility === visibility);
  const ours = { invite: t("composer.inviteText"), return: t("composer.returnText") };

  const wordsFor = async (purpose: Exclude<MacroPurpose, "reply">) => {
    const { items } = await client.query({
      queryKey: keys.macros,
      queryFn: () => api.get<{ items: Macro[]; placeholders: string[] }>("/api/macros"),
      staleTime: 60_000,
    });
    const macro = macroFor(items, purpose, conversation.network, conversation.language ?? locale);
    if (!macro) return { text: ours[purpose], macro: undefined };
    const { text } = await fillMacro(conversation.id, macro.id);
    return { text, macro };
  };
  const begin = async (purpose: "invite" | "return") => {
    // Words that cannot be fetched are no reason not to move.
    const { text, macro } = await wordsFor(purpose).catch(() => ({
      text: ours[purpose],
      macro: undefined,
    }));
    const before = pieceOf(readDraft(composer.key), "public").text?.trimEnd();
    const whole = [before, text].filter(Boolean).join(" ");
    const used = macro && { macro: macroInUse(macro) };
    flushSync(() => composer.write(whole, "public", { move: purpose, ...used }));
    const left = macro ? putPictures(macro, composer.key, "public", option("public")) : 0;
    if (left > 0) notifyWords(t("composer.macroPicturesLeft", { count: left }));
    document.getElementById(COMPOSER_TEXT_ID)?.focus();
  };
  return {
    mayInvite: composer.mode === "public" && composer.writable && option("private") !== undefined,
    mayReturn: option("public")?.allowed === true,
    invite: () => begin("invite"),
    giveBack: () => begin("return"),
  };
}
