import { IconBell } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useUnread } from "@/api/notifications";
import classes from "./nav-rail.module.css";

/** How much there is to be told of; opens the list of it. */
export function Bell({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  const { data } = useUnread();
  return (
    <button
      type="button"
      className={`${classes.item ?? ""} ${classes.bell ?? ""}`}
      onClick={onOpen}
    >
      <IconBell size={18} stroke={1.7} aria-hidden />
      <span className={classes.label}>{t("notifications.title")}</span>
      {data && data.count > 0 && (
        <span className={classes.count} data-alert>
          {data.count}
          {data.capped && "+"}
        </span>
      )}
    </button>
  );
}
