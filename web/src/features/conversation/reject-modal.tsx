import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "@/api/approvals";

interface Props {
  approval: Approval;
  busy: boolean;
  onReject: (note: string) => void;
  onClose: () => void;
}

/** A no with a reason: its author learns from it. */
export function RejectModal({ approval, busy, onReject, onClose }: Props) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onReject(note.trim());
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("approvals.rejectTitle")}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text component="blockquote" m={0} pl="sm" fz="sm" c="dimmed" lineClamp={3}>
            {approval.text}
          </Text>
          <Textarea
            label={t("approvals.rejectNote")}
            description={t("approvals.rejectHelp", { name: approval.author.name })}
            autosize
            minRows={2}
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            required
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("actions.cancel")}
            </Button>
            <Button type="submit" color="red" disabled={note.trim() === ""} loading={busy}>
              {t("approvals.reject")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
