import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMute } from "@/api/contacts";
import type { MuteForm, Person } from "@/api/types";
import { notifyError } from "@/lib/errors";

interface Props {
  person: Person;
  kind: MuteForm["kind"];
  onClose: () => void;
}

/** Nobody is dismissed without a reason, and it says what muting and blocking do and do not do. */
export function MuteModal({ person, kind, onClose }: Props) {
  const { t } = useTranslation();
  const mute = useMute(person.id);
  const [reason, setReason] = useState("");
  const send = () =>
    mute.mutate(
      { kind, reason },
      { onSuccess: onClose, onError: (error) => notifyError(error, t) },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`contact.mute.title.${kind}`, { name: person.name })}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <Stack gap="sm">
        <Text fz="sm">{t("contact.mute.help")}</Text>
        {kind === "blocked" && <Text fz="sm">{t("contact.mute.notOnNetwork")}</Text>}
        <Textarea
          label={t("contact.mute.reason")}
          description={t("contact.mute.reasonHelp")}
          required
          data-autofocus
          autosize
          minRows={2}
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("actions.cancel")}
          </Button>
          <Button color="red" disabled={!reason.trim()} loading={mute.isPending} onClick={send}>
            {t(`contact.mute.do.${kind}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
