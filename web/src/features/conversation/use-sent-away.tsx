import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { MessageEntry } from "@/api/timeline-types";
import type { Conversation } from "@/api/types";
import { errorMessage } from "@/lib/errors";
import { useUndo } from "./use-undo";

const READ_MS = 10_000;

/** Who has gone on to the next conversation still hears of the last one: that it went out, with the undo, or that it did not. */
export function useSentAway(conversation: Conversation, onReturn: () => void) {
  const { t } = useTranslation();
  const { undo_seconds: seconds } = useSession();
  const { undo } = useUndo(conversation.id);
  const { name } = conversation.contact;
  const show = (color: string, words: string, action: string, run: () => void, ms: number) => {
    const id = notifications.show({
      color,
      autoClose: ms,
      message: (
        <Group justify="space-between" wrap="nowrap">
          <span>{words}</span>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              run();
            }}
          >
            {action}
          </Button>
        </Group>
      ),
    });
  };
  return {
    onSentAway: (message: MessageEntry | undefined) =>
      message
        ? show(
            "pine",
            t("composer.sentTo", { name }),
            t("delivery.undo"),
            () => void undo(message).then(onReturn),
            Math.max(seconds, 1) * 1_000,
          )
        : show(
            "pine",
            t("approvals.submittedTo", { name }),
            t("composer.goThere"),
            onReturn,
            READ_MS,
          ),
    onBackAway: (error: unknown) =>
      show(
        "red",
        `${t("composer.notSentTo", { name })} ${errorMessage(error, t)}`,
        t("composer.goThere"),
        onReturn,
        READ_MS,
      ),
  };
}
