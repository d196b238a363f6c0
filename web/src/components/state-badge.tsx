import { useTranslation } from "react-i18next";
import type { State } from "@/api/types";
import classes from "./state-badge.module.css";

export function StateBadge({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <span className={classes.badge} data-state={state}>
      {t(`state.${state}`)}
    </span>
  );
}
