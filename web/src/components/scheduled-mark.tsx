import { IconCalendarClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatFull, formatSoon } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import classes from "./window-mark.module.css";

/** That a reply waits here for its time, and for which. */
export function ScheduledMark({ at }: { at: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const label = t("scheduled.mark", { time: formatFull(at, locale) });
  return (
    <span className={classes.mark} title={label}>
      <IconCalendarClock size={14} role="img" aria-label={label} />
      <time dateTime={at} aria-hidden>
        {formatSoon(at, locale)}
      </time>
    </span>
  );
}
