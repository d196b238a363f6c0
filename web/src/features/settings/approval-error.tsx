import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { errorMessage } from "@/lib/errors";

/** What the server said against a form. */
export function ErrorLine({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error === null) return null;
  return (
    <Alert color="red" role="alert">
      {errorMessage(error, t)}
    </Alert>
  );
}
