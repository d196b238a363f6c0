import { Badge, Button, Collapse, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { useCheckAccount, useDeleteAccount, useUpdateAccount } from "@/api/accounts";
import { usePermission } from "@/api/session";
import type { Account } from "@/api/types";
import { Age } from "@/components/age";
import { Confirm } from "@/components/confirm";
import { CopyField } from "@/components/copy-field";
import { NetworkMark } from "@/components/network-mark";
import { notifyError } from "@/lib/errors";
import { AccountHealth } from "./account-health";
import { AccountForm } from "./account-form";
import { AccountPastPart } from "./account-past";
import classes from "./settings-page.module.css";

const HEALTH_COLORS = { ok: "pine", degraded: "yellow", reauth_required: "red", paused: "gray" };

export function AccountItem({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [opened, { toggle }] = useDisclosure();
  const permitted = usePermission("accounts.manage");
  return (
    <li className={classes.block}>
      <div className={classes.item}>
        <NetworkMark network={account.network} size={32} />
        <div className={classes.grow}>
          <Text fw={600} fz="sm">
            {account.name}{" "}
            <Text span c="dimmed" fz="sm" fw={400}>
              {account.handle}
            </Text>
          </Text>
          <Text fz="xs" c="dimmed">
            {account.last_inbound_at ? (
              <>
                {t("accounts.lastInbound")} <Age at={account.last_inbound_at} />
              </>
            ) : (
              t("accounts.neverInbound")
            )}
          </Text>
        </div>
        <Badge variant="light" color={HEALTH_COLORS[account.health]} flex="none">
          {t(`health.${account.health}`)}
        </Badge>
        {permitted && (
          <Button variant="default" size="xs" onClick={toggle} aria-expanded={opened}>
            {t(opened ? "actions.close" : "accounts.manage")}
          </Button>
        )}
      </div>
      {account.health_reason && account.health !== "ok" && (
        <Text fz="sm" c="var(--heard-alert)" px={14} pb={10}>
          {account.health_reason}
          {account.health_fix && ` ${t(`health.do.${account.health_fix}`)}`}
        </Text>
      )}
      {permitted && (
        <Collapse expanded={opened}>
          <Details account={account} />
        </Collapse>
      )}
    </li>
  );
}

function Details({ account }: { account: Account }) {
  const { t } = useTranslation();
  const update = useUpdateAccount(account.id);
  const check = useCheckAccount(account.id);
  const remove = useDeleteAccount();
  const [asking, ask] = useDisclosure();
  const paused = account.health === "paused";
  const onError = (error: unknown) => notifyError(error, t);
  return (
    <Stack px={14} pb="lg" gap="md">
      {account.webhook_url && (
        <CopyField
          label={t("accounts.webhook")}
          help={t("accounts.webhookHelp")}
          value={account.webhook_url}
        />
      )}
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          loading={check.isPending}
          onClick={() =>
            check.mutate(undefined, {
              onSuccess: (found) =>
                notifications.show({
                  color: "pine",
                  message: t("accounts.checked", { handle: found.handle }),
                }),
              onError,
            })
          }
        >
          {t("accounts.check")}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={update.isPending}
          onClick={() => update.mutate({ paused: !paused }, { onError })}
        >
          {t(paused ? "accounts.resume" : "accounts.pause")}
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={ask.open}>
          {t("accounts.delete")}
        </Button>
      </Group>
      <AccountHealth id={account.id} />
      <AccountPastPart account={account} />
      <AccountForm account={account} />
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("accounts.deleteTitle", { name: account.name })}
        action={t("accounts.delete")}
        loading={remove.isPending}
        onConfirm={() => remove.mutate(account.id, { onSuccess: ask.close, onError })}
      >
        {t("accounts.deleteHelp")}
      </Confirm>
    </Stack>
  );
}
