import { useDebouncedValue } from "@mantine/hooks";
import { useForeseen, useRules } from "@/api/approvals";
import { usePermission } from "@/api/session";
import type { Conversation } from "@/api/types";
import type { Composer } from "./use-composer";

const REST_MS = 350;

/** Why what is written would wait for another person's yes, asked of the server before it is sent; undefined: it would not. */
export function useNeed(conversation: Conversation, { mode, text, piece, writable }: Composer) {
  const trainee = !usePermission("conversations.reply_unapproved");
  const { data: rules = [] } = useRules();
  const [words] = useDebouncedValue(text, REST_MS);
  const active = rules.filter((rule) => rule.active);
  // Where nothing can wait, nobody is asked.
  const asks = writable && (trainee || (active.length > 0 && text !== ""));
  const byText = active.some(({ conditions }) => conditions.words?.length);
  const { id, tags, priority, contact } = conversation;
  const about = { tags: tags.map((tag) => tag.id), priority, vip: contact.vip };
  const asked =
    asks && mode !== "note"
      ? {
          visibility: mode,
          text: byText ? words : "",
          add_tag_ids: piece.macro?.tagIds ?? [],
          priority: piece.macro?.priority ?? null,
        }
      : undefined;
  const { data } = useForeseen(id, about, asked);
  return asked ? (data?.need ?? undefined) : undefined;
}
