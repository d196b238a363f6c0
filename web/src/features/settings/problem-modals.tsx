import { Code, Modal, ScrollArea, Skeleton, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePayload } from "@/api/problems";
import { ErrorBox } from "@/components/error-box";
import { readForm } from "@/lib/forms";
import { FormModal } from "./form-modal";

/** What a network delivered; the server has hidden its secrets. */
export function PayloadModal({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = usePayload(id);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("problems.payload")}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      {error && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton h={200} />}
      {data && (
        <ScrollArea.Autosize
          mah="60vh"
          viewportProps={{ tabIndex: 0, "aria-label": t("problems.payload") }}
        >
          <Code block>{data.payload}</Code>
        </ScrollArea.Autosize>
      )}
    </Modal>
  );
}

interface Props {
  count: number;
  loading: boolean;
  error: unknown;
  onClose: () => void;
  onDismiss: (reason: string) => void;
}

export function DismissModal({ count, loading, error, onClose, onDismiss }: Props) {
  const { t } = useTranslation();
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t("problems.dismissTitle", { count })}
      action={t("problems.dismiss")}
      loading={loading}
      error={error}
      onSubmit={(form) => onDismiss(readForm(form).reason ?? "")}
    >
      <TextInput
        name="reason"
        label={t("problems.reason")}
        description={t("problems.reasonHelp")}
        maxLength={500}
        required
        data-autofocus
      />
    </FormModal>
  );
}
