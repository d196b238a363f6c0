import { ActionIcon } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useOpenNav } from "@/lib/nav";
import classes from "./pane-header.module.css";

/** The top line of a pane; it carries the way to the navigation on narrow screens. */
export function PaneHeader({ children, nav = false }: { children: ReactNode; nav?: boolean }) {
  const { t } = useTranslation();
  const openNav = useOpenNav();
  return (
    <header className={classes.header}>
      {nav && openNav && (
        <ActionIcon variant="subtle" color="gray" onClick={openNav} aria-label={t("nav.open")}>
          <IconMenu2 size={20} />
        </ActionIcon>
      )}
      {children}
    </header>
  );
}
