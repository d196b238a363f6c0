import { Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTeams } from "@/api/people";
import type { Account, Network } from "@/api/types";
import { PasswordField } from "@/components/password-field";
import { fieldError } from "@/lib/errors";
import { readForm } from "@/lib/forms";

interface Props {
  network: Network;
  account?: Account;
  error: unknown;
}

/** The connect form: what every account has, then what this network asks for. */
export function AccountFields({ network, account, error }: Props) {
  const { t } = useTranslation();
  const { data: teams = [] } = useTeams();
  return (
    <>
      <TextInput
        name="name"
        label={t("accounts.name")}
        description={t("accounts.nameHelp")}
        defaultValue={account?.name}
        error={fieldError(error, "name")}
        required
      />
      {network.settings.map((setting) => {
        const kept = account?.secrets_set.includes(setting.name) ?? false;
        const shared = {
          name: `setting.${setting.name}`,
          label: setting.title,
          description: setting.help || undefined,
          error: fieldError(error, setting.name) ?? fieldError(error, `settings.${setting.name}`),
          required: setting.required && !kept,
        };
        return setting.secret ? (
          <PasswordField
            key={setting.name}
            {...shared}
            autoComplete="off"
            placeholder={kept ? t("accounts.secretKept") : undefined}
          />
        ) : (
          <TextInput
            key={setting.name}
            {...shared}
            defaultValue={account?.settings[setting.name] ?? setting.default ?? undefined}
          />
        );
      })}
      <NativeSelect
        name="team_id"
        label={t("accounts.team")}
        description={t("accounts.teamHelp")}
        defaultValue={String(account?.team_id ?? "")}
        data={[
          ...(account ? [] : [{ value: "", label: t("accounts.defaultTeam") }]),
          ...teams.map((team) => ({ value: String(team.id), label: team.name })),
        ]}
      />
      <NumberInput
        name="reopen_hours"
        label={t("accounts.reopenHours")}
        description={t("accounts.reopenHoursHelp")}
        defaultValue={account?.reopen_hours ?? 24}
        min={0}
        max={720}
        required
      />
      {account && (
        <Checkbox
          name="reply_resolves"
          label={t("accounts.replyResolves")}
          description={t("accounts.replyResolvesHelp")}
          defaultChecked={account.reply_resolves}
        />
      )}
    </>
  );
}

/** Reads the fields back; a secret left empty stays as it is. */
export function readAccountFields(form: HTMLFormElement) {
  const values = readForm(form);
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const [, setting] = /^setting\.(.+)$/u.exec(name) ?? [];
    if (setting && value !== "") settings[setting] = value;
  }
  const resolves = form.elements.namedItem("reply_resolves");
  return {
    name: values.name ?? "",
    settings,
    // Left out, a new account gets the default team and an old one keeps its own.
    ...(values.team_id && { team_id: Number(values.team_id) }),
    reopen_hours: Number(values.reopen_hours),
    // A box that is not checked is not among the values of a form.
    ...(resolves instanceof HTMLInputElement && { reply_resolves: resolves.checked }),
  };
}
