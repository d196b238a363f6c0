import { Button, Group, Modal, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MODERATION_REASONS } from "@/api/choices";
import { useModerate } from "@/api/moderation";
import type { MessageEntry, Moderation } from "@/api/timeline-types";
import { notifyError } from "@/lib/errors";
import { useIsOffline } from "@/lib/offline";
import type { Reasoned } from "./message-menu";

interface Props {
  message: MessageEntry;
  deed: Reasoned;
  conversationId: number;
  onClose: () => void;
}

/** Asks why, and says what we stand for: critics are answered, not silenced. */
export function ModerateModal({ message, deed, conversationId, onClose }: Props) {
  const { t } = useTranslation();
  const offline = useIsOffline();
  const moderate = useModerate(conversationId);
  const [why, setWhy] = useState<Moderation["why"]>();
  const [note, setNote] = useState("");
  const ready = why && (why !== "other" || note.trim() !== "");
  const send = () =>
    moderate.mutate(
      { id: message.id, deed, why, note: note.trim() || undefined },
      { onSuccess: onClose, onError: (error) => notifyError(error, t) },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`moderation.title.${deed}`)}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <Stack gap="sm">
        <Text fz="sm">{t(`moderation.stance.${deed}`)}</Text>
        <Text component="blockquote" m={0} pl="sm" fz="sm" c="dimmed" lineClamp={3}>
          {message.text}
        </Text>
        <Radio.Group
          label={t("moderation.whyLabel")}
          value={why ?? null}
          onChange={(value) => setWhy(MODERATION_REASONS[deed].find((each) => each === value))}
          required
        >
          <Stack gap="xs" mt="xs">
            {MODERATION_REASONS[deed].map((reason, place) => (
              <Radio
                key={reason}
                value={reason}
                label={t(`moderation.why.${reason}`)}
                data-autofocus={place === 0 || undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={t("moderation.note")}
          required={why === "other"}
          autosize
          minRows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Text fz="xs" c="dimmed">
          {t("moderation.logged")}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("actions.cancel")}
          </Button>
          <Button
            color="red"
            disabled={!ready || offline}
            loading={moderate.isPending}
            onClick={send}
          >
            {t(`moderation.do.${deed}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
