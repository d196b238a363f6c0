import { Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Brand } from "./brand";
import classes from "./front-page.module.css";
import { LanguageSwitch } from "./language-switch";

interface Props {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** The pages before one is signed in. */
export function FrontPage({ title, lead, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Brand />
        <LanguageSwitch />
      </header>
      <main className={classes.main}>
        <Paper className={classes.card} withBorder>
          <Stack gap={4} mb="lg">
            <Title order={1} fz={24}>
              {title}
            </Title>
            {lead && <Text c="dimmed">{lead}</Text>}
          </Stack>
          {children}
        </Paper>
        <Text className={classes.promise}>{t("brand.promise")}</Text>
      </main>
    </div>
  );
}
