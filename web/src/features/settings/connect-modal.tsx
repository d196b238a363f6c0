import { Alert, Button, Modal, SimpleGrid, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCheckAccount, useConnectAccount, useNetworks } from "@/api/accounts";
import type { Account, Network } from "@/api/types";
import { CopyField } from "@/components/copy-field";
import { NetworkMark } from "@/components/network-mark";
import { errorMessage } from "@/lib/errors";
import { AccountFields, readAccountFields } from "./account-fields";
import { AccountPastPart } from "./account-past";
import { FormModal } from "./form-modal";

/** Three steps: which network, what it asks for, and what to enter over there. */
export function ConnectModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [network, setNetwork] = useState<Network>();
  const [connected, setConnected] = useState<Account>();
  const connect = useConnectAccount();
  if (connected) return <Connected account={connected} onClose={onClose} />;
  if (!network) return <NetworkChoice onChoose={setNetwork} onClose={onClose} />;
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t("accounts.connectTitle", { network: network.title })}
      action={t("accounts.connect")}
      loading={connect.isPending}
      error={connect.error}
      onSubmit={(form) =>
        connect.mutate(
          { network: network.network, ...readAccountFields(form) },
          { onSuccess: setConnected },
        )
      }
    >
      <AccountFields network={network} error={connect.error} />
    </FormModal>
  );
}

interface ChoiceProps {
  onChoose: (network: Network) => void;
  onClose: () => void;
}

function NetworkChoice({ onChoose, onClose }: ChoiceProps) {
  const { t } = useTranslation();
  const { data: networks = [] } = useNetworks();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("accounts.choose")}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <SimpleGrid cols={2} spacing="sm">
        {networks.map((network) => (
          <Button
            key={network.network}
            variant="default"
            h={56}
            justify="flex-start"
            leftSection={<NetworkMark network={network.network} size={26} />}
            disabled={!network.enabled}
            title={network.enabled ? undefined : t("accounts.networkOff")}
            onClick={() => onChoose(network)}
          >
            {network.title}
          </Button>
        ))}
      </SimpleGrid>
      {networks.length === 0 && (
        <Text fz="sm" c="dimmed">
          {t("accounts.noNetworks")}
        </Text>
      )}
    </Modal>
  );
}

/** What was entered is kept; whether the network takes it, we ask at once. */
function Connected({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation();
  const { mutate, data, error, isPending } = useCheckAccount(account.id);
  useEffect(() => mutate(), [mutate]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(data ? "accounts.connected" : "accounts.kept", { name: account.name })}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <Stack>
        {error ? (
          <Alert color="red" role="alert">
            {errorMessage(error, t)} {t("accounts.mendLater")}
          </Alert>
        ) : (
          <Text fz="sm" role="status">
            {data ? t("accounts.checked", { handle: data.handle }) : t("accounts.checking")}
          </Text>
        )}
        {account.webhook_url ? (
          <CopyField
            label={t("accounts.webhook")}
            help={t("accounts.webhookHelp")}
            value={account.webhook_url}
          />
        ) : (
          <Text fz="sm">{t("accounts.nothingMore")}</Text>
        )}
        {data && <AccountPastPart account={data} />}
        <Button onClick={onClose} loading={isPending}>
          {t("actions.done")}
        </Button>
      </Stack>
    </Modal>
  );
}
