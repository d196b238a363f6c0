import { Button, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNetworks, useUpdateAccount } from "@/api/accounts";
import type { Account } from "@/api/types";
import { notifyError } from "@/lib/errors";
import { AccountFields, readAccountFields } from "./account-fields";

export function AccountForm({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { data: networks = [] } = useNetworks();
  const update = useUpdateAccount(account.id);
  const network = networks.find((known) => known.network === account.network);
  if (!network) return null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    update.mutate(readAccountFields(event.currentTarget), {
      onSuccess: () => notifications.show({ color: "pine", message: t("settings.saved") }),
      onError: (error) => notifyError(error, t),
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={460}>
        <AccountFields network={network} account={account} error={update.error} />
        <Button type="submit" variant="light" loading={update.isPending} w="fit-content">
          {t("actions.save")}
        </Button>
      </Stack>
    </form>
  );
}
