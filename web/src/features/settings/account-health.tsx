import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useAccountHealth } from "@/api/accounts";
import { Age } from "@/components/age";

/** How an account has been, newest first, as the log tells it; asked for only when somebody wants to know. */
export function AccountHealth({ id }: { id: number }) {
  const { t } = useTranslation();
  const [opened, { toggle }] = useDisclosure();
  return (
    <div>
      <Button size="compact-sm" variant="subtle" onClick={toggle} aria-expanded={opened}>
        {t("accounts.history")}
      </Button>
      {opened && <History id={id} />}
    </div>
  );
}

function History({ id }: { id: number }) {
  const { t } = useTranslation();
  const { data: changes } = useAccountHealth(id);
  if (!changes) return null;
  if (changes.length === 0) return <Text fz="sm">{t("accounts.alwaysWell")}</Text>;
  return (
    <ul>
      {changes.map((change) => (
        <li key={change.at}>
          <Text fz="sm">
            <Age at={change.at} /> · {t(`health.${change.after}`)}
            {change.reason && ` · ${change.reason}`}
          </Text>
        </li>
      ))}
    </ul>
  );
}
