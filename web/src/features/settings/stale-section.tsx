import { Button, Checkbox, Group, NumberInput, Select, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAccounts, useUpdateAccount } from "@/api/accounts";
import { usePermission, useSession } from "@/api/session";
import { useSetStaleDays, useStalePreview } from "@/api/stale";
import type { Account } from "@/api/types";
import { NetworkMark } from "@/components/network-mark";
import { notifyError } from "@/lib/errors";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

const DEFAULT_DAYS = 30;
const MOST_DAYS = 365;

/** After how long a silence conversations that wait for the customer are closed by themselves. */
export function StaleSection() {
  const { t } = useTranslation();
  const accounts = useAccounts();
  return (
    <Section title={t("settings.stale")} lead={t("stale.lead")} permission="workspace.manage">
      <Workspace />
      <Title order={3} fz="md" mt="xl" mb="sm">
        {t("stale.accounts")}
      </Title>
      <SectionList query={accounts} empty={t("accounts.empty")}>
        {(account) => <AccountDays key={account.id} account={account} />}
      </SectionList>
    </Section>
  );
}

function Workspace() {
  const { t } = useTranslation();
  const { workspace } = useSession();
  const permitted = usePermission("workspace.manage");
  const set = useSetStaleDays();
  const [on, setOn] = useState(workspace.stale_days > 0);
  const [days, setDays] = useState(workspace.stale_days || DEFAULT_DAYS);
  const chosen = on ? days : 0;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    set.mutate(chosen, {
      onSuccess: () => notifications.show({ color: "pine", message: t("settings.saved") }),
      onError: (error) => notifyError(error, t),
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={460}>
        <Checkbox
          label={t("stale.on")}
          checked={on}
          disabled={!permitted}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        {on && <Days value={days} onChange={setDays} disabled={!permitted} />}
        {permitted && <Preview days={chosen} />}
        {permitted && (
          <Button
            type="submit"
            variant="default"
            w="fit-content"
            loading={set.isPending}
            disabled={chosen === workspace.stale_days}
          >
            {t("actions.save")}
          </Button>
        )}
      </Stack>
    </form>
  );
}

type Choice = "inherit" | "never" | "own";
const choiceOf = ({ stale_days }: Account): Choice =>
  stale_days === null ? "inherit" : stale_days === 0 ? "never" : "own";

function AccountDays({ account }: { account: Account }) {
  const { t } = useTranslation();
  const permitted = usePermission("accounts.manage");
  const update = useUpdateAccount(account.id);
  const [choice, setChoice] = useState(choiceOf(account));
  const [days, setDays] = useState(account.stale_days || DEFAULT_DAYS);
  const chosen = choice === "inherit" ? null : choice === "never" ? 0 : days;
  const save = () =>
    update.mutate(
      { stale_days: chosen },
      {
        onSuccess: () => notifications.show({ color: "pine", message: t("settings.saved") }),
        onError: (error) => notifyError(error, t),
      },
    );
  return (
    <li className={classes.block}>
      <div className={classes.item}>
        <NetworkMark network={account.network} size={24} />
        <Stack className={classes.grow} gap="xs">
          <Text fz="sm" fw={600}>
            {account.name}
          </Text>
          <Group align="flex-end" gap="sm">
            <Select
              label={t("stale.forAccount", { name: account.name })}
              data={(["inherit", "never", "own"] as const).map((value) => ({
                value,
                label: t(`stale.choice.${value}`),
              }))}
              value={choice}
              allowDeselect={false}
              disabled={!permitted}
              onChange={(value) => value && setChoice(value)}
            />
            {choice === "own" && <Days value={days} onChange={setDays} disabled={!permitted} />}
            {permitted && chosen !== account.stale_days && (
              <Button variant="default" loading={update.isPending} onClick={save}>
                {t("actions.save")}
              </Button>
            )}
          </Group>
          {permitted && choice === "own" && <Preview days={days} accountId={account.id} />}
        </Stack>
      </div>
    </li>
  );
}

interface DaysProps {
  value: number;
  onChange: (days: number) => void;
  disabled: boolean;
}

function Days({ value, onChange, disabled }: DaysProps) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={t("stale.days")}
      value={value}
      min={1}
      max={MOST_DAYS}
      allowDecimal={false}
      clampBehavior="strict"
      disabled={disabled}
      onChange={(days) => typeof days === "number" && days > 0 && onChange(days)}
      maw={140}
    />
  );
}

/** What saving would close, before it is saved. */
function Preview({ days, accountId }: { days: number; accountId?: number }) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(days, 300);
  const { data } = useStalePreview(asked, accountId);
  if (days === 0) return null;
  return (
    <Text fz="sm" c="dimmed" role="status">
      {data && t(data.capped ? "stale.previewMore" : "stale.preview", { count: data.count })}
    </Text>
  );
}
