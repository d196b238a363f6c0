import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { errorMessage } from "@/lib/errors";
import { MessageBox } from "./message-box";

interface Props {
  error: unknown;
  onRetry?: () => void;
  title?: string;
}

export function ErrorBox({ error, onRetry, title }: Props) {
  const { t } = useTranslation();
  return (
    <MessageBox
      tone="alert"
      icon={<IconPlugConnectedX size={32} stroke={1.5} />}
      title={title ?? t("states.failed")}
      action={
        onRetry && (
          <Button variant="default" mt="xs" onClick={onRetry}>
            {t("actions.tryAgain")}
          </Button>
        )
      }
    >
      {errorMessage(error, t)}
    </MessageBox>
  );
}
