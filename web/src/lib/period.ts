import type { TFunction } from "i18next";
import { startOfDay } from "./dates";
import { dateFormat } from "./formats";
import { toLocalDay } from "./snooze-times";

/** From a moment on, and until another that is not in it; either may be open. ISO 8601. */
export interface Period {
  since?: string;
  until?: string;
}

const isMidnight = (date: Date) => date.getTime() === startOfDay(date);

/** The whole days from `from` to `to`, as the browser's calendar has them; days as `YYYY-MM-DD`, or empty. */
export function periodOf(from: string, to: string): Period {
  const after = to ? new Date(`${to}T00:00`) : null;
  // A day is not always 24 hours long.
  after?.setDate(after.getDate() + 1);
  return {
    since: from ? new Date(`${from}T00:00`).toISOString() : undefined,
    until: after?.toISOString(),
  };
}

/** The days a period lies on here, first and last. */
export function daysOf({ since, until }: Period) {
  return {
    from: since ? toLocalDay(new Date(since)) : "",
    to: until ? toLocalDay(new Date(Date.parse(until) - 1)) : "",
  };
}

/** A period said by its days, or to the minute where it was chosen in another time zone. */
export function formatPeriod({ since, until }: Period, locale: string, t: TFunction) {
  const begin = since ? new Date(since) : null;
  const end = until ? new Date(until) : null;
  const whole = [begin, end].every((each) => each === null || isMidnight(each));
  const format = dateFormat(locale, {
    dateStyle: "medium",
    timeStyle: whole ? undefined : "short",
  });
  const last = end && whole ? new Date(end.getTime() - 1) : end;
  if (begin && last) return format.formatRange(begin, last);
  if (begin) return t("filter.from", { day: format.format(begin) });
  return last ? t("filter.until", { day: format.format(last) }) : "";
}
