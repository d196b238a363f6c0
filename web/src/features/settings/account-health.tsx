import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAccountHealth } from "@/api/accounts";
import { Age } from "@/components/age";

/** How an account has been, newest first, as the log tells it. */
export function AccountHealth({ id }: { id: number }) {
  const { t } = useTranslation();
  const { data: changes = [] } = useAccountHealth(id);
  if (changes.length === 0) return null;
  return (
    <section aria-label={t("accounts.history")}>
      <Title order={3} fz="sm">
        {t("accounts.history")}
      </Title>
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
    </section>
  );
}
