import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import type { SubmitEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { errorMessage } from "@/lib/errors";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  action: string;
  loading: boolean;
  error: unknown;
  onSubmit: (form: HTMLFormElement) => void;
  size?: string;
  children: ReactNode;
}

export function FormModal(props: Props) {
  const { t } = useTranslation();
  const { opened, onClose, title, action, loading, error, onSubmit, size, children } = props;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(event.currentTarget);
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          {children}
          {error !== null && (
            <Alert color="red" role="alert">
              {errorMessage(error, t)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("actions.cancel")}
            </Button>
            <Button type="submit" loading={loading}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
