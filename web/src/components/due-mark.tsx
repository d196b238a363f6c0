import { IconClock, IconClockExclamation } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatFull, formatRest, formatSince } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import classes from "./due-mark.module.css";

const SOON_MS = 30 * 60_000;

/** Until when the customer should have our answer, or since when that is over. */
export function DueMark({ at }: { at: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow(15_000);
  const left = formatRest(at, locale, now, "narrow");
  const time = formatFull(at, locale);
  const late = left === null;
  const spent = late ? formatSince(at, locale, now) : left;
  const label = t(late ? "due.over" : "due.in", { left: spent, time });
  const soon = !late && Date.parse(at) - now < SOON_MS;
  const Mark = late ? IconClockExclamation : IconClock;
  return (
    <span
      className={classes.mark}
      data-how={late ? "late" : soon ? "soon" : undefined}
      title={label}
    >
      <Mark size={14} role="img" aria-label={label} />
      <span aria-hidden>{late ? t("due.overdue", { left: spent }) : spent}</span>
    </span>
  );
}
