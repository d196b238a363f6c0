import { Button, Group, Modal, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  opened: boolean;
  title: string;
  children: ReactNode;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  loading?: boolean;
  color?: string;
}

/** Asks once more before something that cannot be taken back, or may be regretted. */
export function Confirm(props: Props) {
  const { opened, title, children, action, onConfirm, onClose, loading, color = "red" } = props;
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <Text fz="sm" component="div">
        {children}
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("actions.cancel")}
        </Button>
        <Button color={color} onClick={onConfirm} loading={loading}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
