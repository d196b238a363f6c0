import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccountPast, useFetchPast, useNetworks, useStopPast } from "@/api/accounts";
import type { Account, AccountPast } from "@/api/types";
import { notifyError } from "@/lib/errors";

const CHOICES = [1, 7, 30, 90, 365];

/** What was said before the account was connected: asked for here, and how far it has come. */
export function AccountPastPart({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { data: networks = [] } = useNetworks();
  const { data: past } = useAccountPast(account.id);
  const days =
    networks.find(({ network }) => network === account.network)?.capabilities.history_days ?? 0;
  if (!past || days === 0) return null;
  return (
    <Stack gap="xs" maw={460}>
      <Text fz="sm" fw={600}>
        {t("history.title")}
      </Text>
      <Text fz="sm" c="dimmed">
        {t("history.lead")}
      </Text>
      <div role="status">
        <Standing past={past} />
      </div>
      {past.state === "running" ? (
        <Stop id={account.id} />
      ) : (
        <Fetch id={account.id} most={days} again={past.state !== "none"} />
      )}
    </Stack>
  );
}

function Standing({ past }: { past: AccountPast }) {
  const { t } = useTranslation();
  if (past.state === "none") return null;
  return (
    <>
      <Text fz="sm" c={past.state === "failed" ? "var(--heard-alert)" : undefined}>
        {t(`history.${past.state}`, { count: past.found, reason: past.reason })}
      </Text>
      {past.state === "running" && past.reason && (
        <Text fz="sm">{t("history.waiting", { reason: past.reason })}</Text>
      )}
    </>
  );
}

function Fetch({ id, most, again }: { id: number; most: number; again: boolean }) {
  const { t } = useTranslation();
  const choices = CHOICES.filter((days) => days <= most);
  const [days, setDays] = useState(choices.at(-1) ?? most);
  const fetch = useFetchPast(id);
  return (
    <Group align="end" gap="xs">
      <NativeSelect
        size="xs"
        label={t("history.days")}
        value={days}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
        data={choices.map((count) => ({
          value: String(count),
          label: t("history.daysOf", { count }),
        }))}
      />
      <Button
        size="xs"
        variant="light"
        loading={fetch.isPending}
        onClick={() => fetch.mutate(days, { onError: (error) => notifyError(error, t) })}
      >
        {t(again ? "history.again" : "history.fetch")}
      </Button>
    </Group>
  );
}

function Stop({ id }: { id: number }) {
  const { t } = useTranslation();
  const stop = useStopPast(id);
  return (
    <Button
      size="xs"
      variant="default"
      w="fit-content"
      loading={stop.isPending}
      onClick={() => stop.mutate(undefined, { onError: (error) => notifyError(error, t) })}
    >
      {t("history.stop")}
    </Button>
  );
}
