import { IconHourglass, IconHourglassOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatFull, formatRest } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import classes from "./window-mark.module.css";

const URGENT_MS = 2 * 3_600_000;

/** How long a private reply is taken yet. */
export function WindowMark({ at }: { at: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow(30_000);
  const left = formatRest(at, locale, now, "narrow");
  const time = formatFull(at, locale);
  const label = left ? t("window.closes", { left, time }) : t("window.closed", { time });
  const Mark = left ? IconHourglass : IconHourglassOff;
  const urgent = left !== null && Date.parse(at) - now < URGENT_MS;
  return (
    <span className={classes.mark} data-urgent={urgent || undefined} title={label}>
      <Mark size={14} role="img" aria-label={label} />
      {left && <span aria-hidden>{left}</span>}
    </span>
  );
}
