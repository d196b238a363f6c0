import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Modal,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCreateToken, useDeleteToken, useTokens } from "@/api/people";
import type { Token } from "@/api/types";
import { Age } from "@/components/age";
import { Confirm } from "@/components/confirm";
import { CopyField } from "@/components/copy-field";
import { formatDate } from "@/lib/dates";
import { fieldError, notifyError } from "@/lib/errors";
import { readForm } from "@/lib/forms";
import { useLocale } from "@/lib/i18n";
import { FormModal } from "./form-modal";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

export function TokensSection() {
  const { t } = useTranslation();
  const tokens = useTokens();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Section
      title={t("settings.tokens")}
      lead={t("tokens.lead")}
      permission="tokens.manage"
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={open} flex="none">
          {t("tokens.create")}
        </Button>
      }
    >
      <SectionList query={tokens} empty={t("tokens.empty")}>
        {(token) => <TokenItem key={token.id} token={token} />}
      </SectionList>
      {opened && <TokenModal onClose={close} />}
    </Section>
  );
}

function TokenItem({ token }: { token: Token }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const remove = useDeleteToken();
  const [asking, ask] = useDisclosure();
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fw={600} fz="sm">
          {token.name}
        </Text>
        <Text fz="xs" c="dimmed">
          {token.expires_at
            ? t("tokens.expires", { date: formatDate(token.expires_at, locale) })
            : t("tokens.noExpiry")}{" "}
          ·{" "}
          {token.last_used_at ? (
            <>
              {t("tokens.lastUsed")} <Age at={token.last_used_at} />
            </>
          ) : (
            t("tokens.neverUsed")
          )}
        </Text>
      </div>
      {token.scopes.map((scope) => (
        <Badge key={scope} variant="light" color="gray">
          {t(`tokens.${scope}`)}
        </Badge>
      ))}
      <Button size="compact-xs" variant="subtle" color="red" onClick={ask.open}>
        {t("actions.delete")}
      </Button>
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("tokens.deleteTitle", { name: token.name })}
        action={t("actions.delete")}
        loading={remove.isPending}
        onConfirm={() =>
          remove.mutate(token.id, {
            onSuccess: ask.close,
            onError: (error) => notifyError(error, t),
          })
        }
      >
        {t("tokens.deleteHelp")}
      </Confirm>
    </li>
  );
}

function TokenModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateToken();
  if (create.data) return <TokenSecret secret={create.data.secret} onClose={onClose} />;
  const submit = (form: HTMLFormElement) => {
    const { name = "", expires = "", write } = readForm(form);
    create.mutate({
      name,
      scopes: write ? ["read", "write"] : ["read"],
      ...(expires && { expires_in_days: Number(expires) }),
    });
  };
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t("tokens.create")}
      action={t("tokens.create")}
      loading={create.isPending}
      error={create.error}
      onSubmit={submit}
    >
      <TextInput
        name="name"
        label={t("tokens.name")}
        description={t("tokens.nameHelp")}
        error={fieldError(create.error, "name")}
        required
        data-autofocus
      />
      <Checkbox name="write" label={t("tokens.mayWrite")} description={t("tokens.mayWriteHelp")} />
      <NativeSelect
        name="expires"
        label={t("tokens.expiry")}
        defaultValue="90"
        data={[
          ...[30, 90, 365].map((days) => ({
            value: String(days),
            label: t("tokens.days", { count: days }),
          })),
          { value: "", label: t("tokens.noExpiry") },
        ]}
      />
    </FormModal>
  );
}

function TokenSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("tokens.ready")}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <Stack>
        <Alert color="yellow">{t("tokens.once")}</Alert>
        <CopyField label={t("tokens.secret")} value={secret} />
        <Button onClick={onClose}>{t("actions.done")}</Button>
      </Stack>
    </Modal>
  );
}
