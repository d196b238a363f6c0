import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { newestThat } from "@/api/conversation-cache";
import { useModerate } from "@/api/moderation";
import { notifyError } from "@/lib/errors";
import { menuButton } from "./message-menu";

/** By keyboard: the menu of the newest message that has one, and a like for the newest that can have one. */
export function useMessageKeys(conversationId: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { mutate } = useModerate(conversationId);
  const openMenu = () => {
    const message = newestThat(client, conversationId, ({ can }) => can.length > 0);
    const button = message && menuButton(message.id);
    button?.focus();
    button?.click();
  };
  const like = () => {
    const message = newestThat(
      client,
      conversationId,
      ({ can }) => can.includes("like") || can.includes("unlike"),
    );
    if (!message) return;
    const deed = message.can.includes("like") ? "like" : "unlike";
    mutate({ id: message.id, deed }, { onError: (error) => notifyError(error, t) });
  };
  return { openMenu, like };
}
