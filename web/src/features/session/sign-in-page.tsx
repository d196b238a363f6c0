import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import type { SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { setupQuery, useSignIn } from "@/api/session";
import { FrontPage } from "@/components/front-page";
import { PasswordField } from "@/components/password-field";
import { errorMessage } from "@/lib/errors";
import { readForm } from "@/lib/forms";

export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next } = useSearch({ from: "/sign-in" });
  const { data: setup } = useQuery(setupQuery);
  const signIn = useSignIn();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { email = "", password = "" } = readForm(event.currentTarget);
    signIn.mutate({ email, password }, { onSuccess: () => router.history.push(next ?? "/") });
  };
  return (
    <FrontPage title={t("signIn.title")} lead={setup?.demo ? t("signIn.demo") : undefined}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            name="email"
            type="email"
            label={t("fields.email")}
            autoComplete="username"
            required
            autoFocus
          />
          <PasswordField
            name="password"
            label={t("fields.password")}
            autoComplete="current-password"
            required
          />
          {signIn.isError && (
            <Alert color="red" role="alert">
              {errorMessage(signIn.error, t)}
            </Alert>
          )}
          <Button type="submit" size="md" loading={signIn.isPending}>
            {t("signIn.submit")}
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
