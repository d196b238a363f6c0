import { Alert, Group, Skeleton, Text, Title } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Permission } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import classes from "./settings-page.module.css";

interface Props {
  title: string;
  lead: string;
  action?: ReactNode;
  /** Without it the section can be read but not changed, and says so. */
  permission?: Permission;
  children: ReactNode;
}

export function Section({ title, lead, action, permission, children }: Props) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const readOnly = permission !== undefined && !permissions.includes(permission);
  return (
    <section className={classes.section}>
      <Group justify="space-between" align="flex-start" mb="lg" wrap="nowrap">
        <div>
          <Title order={2} fz="xl">
            {title}
          </Title>
          <Text c="dimmed" fz="sm" mt={2}>
            {lead}
          </Text>
        </div>
        {!readOnly && <div className={classes.action}>{action}</div>}
      </Group>
      {readOnly && (
        <Alert color="gray" icon={<IconLock size={18} />} mb="md">
          {t("settings.readOnly")}
        </Alert>
      )}
      {children}
    </section>
  );
}

interface ListProps<T> {
  query: Pick<UseQueryResult<T[]>, "data" | "isError" | "error"> & { refetch: () => unknown };
  empty: string;
  children: (item: T) => ReactNode;
}

/** A list with its waiting, failing and empty faces. */
export function SectionList<T>({ query, empty, children }: ListProps<T>) {
  const { t } = useTranslation();
  if (query.isError && !query.data)
    return <ErrorBox error={query.error} onRetry={() => query.refetch()} />;
  if (!query.data) {
    return (
      <div role="status" aria-label={t("states.loading")}>
        <Skeleton h={58} mb={8} radius="lg" />
        <Skeleton h={58} mb={8} radius="lg" />
      </div>
    );
  }
  if (query.data.length === 0) {
    return (
      <Text c="dimmed" fz="sm" py="xl" ta="center" className={classes.items}>
        {empty}
      </Text>
    );
  }
  return <ul className={classes.items}>{query.data.map(children)}</ul>;
}
