import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useAccounts } from "@/api/accounts";
import { AccountItem } from "./account-item";
import { ConnectModal } from "./connect-modal";
import { Section, SectionList } from "./section";

export function AccountsSection() {
  const { t } = useTranslation();
  const accounts = useAccounts();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Section
      title={t("settings.accounts")}
      lead={t("accounts.lead")}
      permission="accounts.manage"
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={open} flex="none">
          {t("accounts.connect")}
        </Button>
      }
    >
      <SectionList query={accounts} empty={t("accounts.empty")}>
        {(account) => <AccountItem key={account.id} account={account} />}
      </SectionList>
      {opened && <ConnectModal onClose={close} />}
    </Section>
  );
}
