import { Alert, Button, Skeleton, Stack, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAcceptInvitation, useInvitationOffer } from "@/api/session";
import { FrontPage } from "@/components/front-page";
import { PasswordField } from "@/components/password-field";
import { errorMessage, fieldError } from "@/lib/errors";
import { readForm } from "@/lib/forms";

export function InvitePage() {
  const { t } = useTranslation();
  // The token stays behind the #: it never reaches a log of requests.
  const [token] = useState(() => window.location.hash.slice(1));
  const offer = useInvitationOffer(token);
  if (offer.isError) {
    return (
      <FrontPage title={t("invite.broken")}>
        <Alert color="red" role="alert" mb="md">
          {errorMessage(offer.error, t)}
        </Alert>
        <Button component={Link} to="/sign-in" variant="default">
          {t("signIn.title")}
        </Button>
      </FrontPage>
    );
  }
  if (!offer.data) {
    return (
      <FrontPage title={t("invite.looking")}>
        <Skeleton h={36} mb="md" />
        <Skeleton h={36} />
      </FrontPage>
    );
  }
  const { workspace_name, email, role, invited_by } = offer.data;
  return (
    <FrontPage
      title={t("invite.title", { workspace: workspace_name })}
      lead={t("invite.lead", { name: invited_by, role: t(`roles.${role}`) })}
    >
      <AcceptForm token={token} email={email} />
    </FrontPage>
  );
}

function AcceptForm({ token, email }: { token: string; email: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const accept = useAcceptInvitation();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { name = "", password = "" } = readForm(event.currentTarget);
    accept.mutate({ token, name, password }, { onSuccess: () => void navigate({ to: "/" }) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t("fields.email")} value={email} autoComplete="username" readOnly />
        <TextInput
          name="name"
          label={t("fields.yourName")}
          error={fieldError(accept.error, "name")}
          autoComplete="name"
          required
          autoFocus
        />
        <PasswordField
          name="password"
          label={t("fields.password")}
          description={t("fields.passwordHelp")}
          error={fieldError(accept.error, "password")}
          autoComplete="new-password"
          minLength={10}
          required
        />
        {accept.isError && (
          <Alert color="red" role="alert">
            {errorMessage(accept.error, t)}
          </Alert>
        )}
        <Button type="submit" size="md" loading={accept.isPending}>
          {t("invite.submit")}
        </Button>
      </Stack>
    </form>
  );
}
