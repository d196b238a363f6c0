import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMarkRead } from "@/api/notifications";
import type { Notification } from "@/api/types";

/** What a notification says, in a sentence. */
export function useSaid() {
  const { t } = useTranslation();
  return (item: Notification) =>
    t(`notifications.kind.${item.kind}`, {
      actor: item.actor_name ?? t("composer.colleague"),
      contact: item.contact_name,
      count: item.count,
    });
}

/** Opens the conversation where a notification leads. */
export function useOpenTold() {
  const navigate = useNavigate();
  const markRead = useMarkRead();
  return (item: Notification) => {
    markRead.mutate({ ids: [item.id] });
    void navigate({
      to: "/inbox/$view/{-$conversationId}",
      params: { view: "all", conversationId: String(item.conversation_id) },
      search: {
        message: item.note_id ? undefined : (item.message_id ?? undefined),
        note: item.note_id ?? undefined,
      },
    });
  };
}
