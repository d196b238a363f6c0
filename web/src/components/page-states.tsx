import { Button, Center, Loader } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ErrorBox } from "./error-box";
import { MessageBox } from "./message-box";

export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <Center h="100%" role="status" aria-label={t("states.loading")}>
      <Loader type="dots" />
    </Center>
  );
}

export function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return <ErrorBox error={error} onRetry={reset} />;
}

export function PageNotFound() {
  const { t } = useTranslation();
  return (
    <main style={{ height: "100%" }}>
      <MessageBox
        icon={<IconMapOff size={32} stroke={1.5} />}
        title={t("states.notFound")}
        level={1}
        action={
          <Button component={Link} to="/" variant="default" mt="xs">
            {t("actions.toInbox")}
          </Button>
        }
      >
        {t("states.notFoundHelp")}
      </MessageBox>
    </main>
  );
}
