import { dateFormat, numberFormat, relativeFormat } from "./formats";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Short and calm: "now", "4m", "3h", "2d", then a date. */
export function formatAge(iso: string, locale: string, now = Date.now()) {
  const age = Math.max(0, now - Date.parse(iso));
  const unit = (value: number, name: string) =>
    numberFormat(locale, { style: "unit", unit: name, unitDisplay: "narrow" }).format(value);
  if (age < MINUTE) {
    return relativeFormat(locale, { numeric: "auto" }).format(0, "second");
  }
  if (age < HOUR) return unit(Math.floor(age / MINUTE), "minute");
  if (age < DAY) return unit(Math.floor(age / HOUR), "hour");
  if (age < 7 * DAY) return unit(Math.floor(age / DAY), "day");
  return dateFormat(locale, { month: "short", day: "numeric" }).format(new Date(iso));
}

/** The time left until `iso` to the minute ("3h 20m"), or null once it is over. */
export function formatRest(iso: string, locale: string, now: number, display: "narrow" | "short") {
  const left = Date.parse(iso) - now;
  return left <= 0 ? null : formatMinutes(Math.ceil(left / MINUTE), locale, display);
}

/** The time since `iso`, said like the rest: "5m", never less than a minute. */
export const formatSince = (iso: string, locale: string, now: number) =>
  formatMinutes(Math.max(1, Math.floor((now - Date.parse(iso)) / MINUTE)), locale, "narrow");

/** A length of time to the minute, in days when it is long. */
export function formatMinutes(minutes: number, locale: string, display: "narrow" | "short") {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const said = (value: number, unit: string) =>
    numberFormat(locale, { style: "unit", unit, unitDisplay: display }).format(value);
  if (hours === 0) return said(minutes, "minute");
  if (hours >= 48) return said(Math.floor(hours / 24), "day");
  if (rest === 0) return said(hours, "hour");
  return [said(hours, "hour"), said(rest, "minute")].join(locale.startsWith("zh") ? "" : " ");
}

export function formatTime(iso: string, locale: string) {
  return dateFormat(locale, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

/** A time ahead, as short as it can be said: only the hour today, else the day too. */
export function formatSoon(iso: string, locale: string) {
  if (isSameDay(iso, new Date().toISOString())) return formatTime(iso, locale);
  return dateFormat(locale, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(iso));
}

export function formatFull(iso: string, locale: string) {
  return dateFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

export function formatDate(iso: string, locale: string) {
  return dateFormat(locale, { dateStyle: "medium" }).format(new Date(iso));
}

/** The local midnight before a moment, in milliseconds. */
export const startOfDay = (date: Date) => new Date(date).setHours(0, 0, 0, 0);

/** "Today", "Yesterday", "Tuesday, 3 March" and so on, for the line between two days. */
export function formatDay(iso: string, locale: string, now = new Date()) {
  const date = new Date(iso);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / DAY);
  if (days === 0 || days === 1) {
    const word = relativeFormat(locale, { numeric: "auto" }).format(-days, "day");
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return dateFormat(locale, {
    weekday: "long",
    month: "long",
    day: "numeric",
    year,
  }).format(date);
}

/** The day of a time ahead inside a sentence: "today", "tomorrow", else the date. */
export function formatRelativeDay(iso: string, locale: string, now = new Date()) {
  const days = Math.round((startOfDay(new Date(iso)) - startOfDay(now)) / DAY);
  if (days === 0 || days === 1)
    return relativeFormat(locale, { numeric: "auto" }).format(days, "day");
  return dateFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
  }).format(new Date(iso));
}

export const isSameDay = (a: string, b: string) =>
  startOfDay(new Date(a)) === startOfDay(new Date(b));
