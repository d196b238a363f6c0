import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/keys";
import { useSetUp } from "@/api/session";
import type { SetupForm } from "@/api/types";
import { FrontPage } from "@/components/front-page";
import { PasswordField } from "@/components/password-field";
import { errorMessage, fieldError } from "@/lib/errors";
import { readForm } from "@/lib/forms";

export function SetupPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const setUp = useSetUp();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = readForm(event.currentTarget) as unknown as SetupForm;
    setUp.mutate(form, {
      onSuccess: () => {
        client.removeQueries({ queryKey: keys.setup });
        void navigate({ to: "/settings/{-$section}", params: { section: "accounts" } });
      },
    });
  };
  return (
    <FrontPage title={t("setup.title")} lead={t("setup.lead")}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            name="workspace_name"
            label={t("setup.workspace")}
            description={t("setup.workspaceHelp")}
            error={fieldError(setUp.error, "workspace_name")}
            required
            autoFocus
          />
          <TextInput
            name="name"
            label={t("fields.yourName")}
            error={fieldError(setUp.error, "name")}
            autoComplete="name"
            required
          />
          <TextInput
            name="email"
            type="email"
            label={t("fields.email")}
            error={fieldError(setUp.error, "email")}
            autoComplete="username"
            required
          />
          <PasswordField
            name="password"
            label={t("fields.password")}
            description={t("fields.passwordHelp")}
            error={fieldError(setUp.error, "password")}
            autoComplete="new-password"
            minLength={10}
            required
          />
          {setUp.isError && (
            <Alert color="red" role="alert">
              {errorMessage(setUp.error, t)}
            </Alert>
          )}
          <Button type="submit" size="md" loading={setUp.isPending}>
            {t("setup.submit")}
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
