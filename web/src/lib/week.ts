import { dateFormat } from "./formats";

/** Hours of a day as the server keeps them: from and to, in minutes of the day. */
export type Span = [number, number];

export const DAY = 24 * 60;
export const NINE_TO_FIVE: Span[][] = [0, 1, 2, 3, 4, 5, 6].map((day) =>
  day < 5 ? [[9 * 60, 17 * 60]] : [],
);

const two = (number: number) => String(number).padStart(2, "0");

/** "09:30"; the end of the day is "00:00", as a clock shows it. */
export const toTime = (minutes: number) =>
  `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;

/** The minutes of "09:30", or null while it is not written yet; midnight as an end is the end of the day. */
export function fromTime(time: string, end = false) {
  const [hours, minutes] = time.split(":").map(Number);
  if (hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)) return null;
  const value = hours * 60 + minutes;
  return end && value === 0 ? DAY : value;
}

/** The first day on which hours end before they begin, or overlap; -1: none. */
export const wrongDay = (week: Span[][]) =>
  week.findIndex((day) => {
    const sorted = day.toSorted((a, b) => a[0] - b[0]);
    return sorted.some(
      ([from, to], at) => from >= to || from < (at > 0 ? (sorted[at - 1]?.[1] ?? 0) : 0),
    );
  });

/** The name of a day, Monday is 0. */
export const dayName = (day: number, locale: string, weekday: "short" | "long") =>
  // The 5th of January 2026 is a Monday.
  dateFormat(locale, { weekday, timeZone: "UTC" }).format(Date.UTC(2026, 0, 5 + day));

/** Hours on one line, days that are alike together: "Mon–Fri 09:00–17:00, Sat 10:00–13:00". */
export function describeWeek(week: Span[][], locale: string) {
  const said = week.map((day) =>
    day.map(([from, to]) => `${toTime(from)}–${to === DAY ? "24:00" : toTime(to)}`).join(" + "),
  );
  const parts: string[] = [];
  for (let first = 0; first < said.length;) {
    let last = first;
    while (last + 1 < said.length && said[last + 1] === said[first]) last += 1;
    const names = [first, last].map((day) => dayName(day, locale, "short"));
    if (said[first]) parts.push(`${[...new Set(names)].join("–")} ${said[first]}`);
    first = last + 1;
  }
  return parts.join(", ");
}

/** The zones this browser knows, its own first in mind. */
export const timeZones = () => Intl.supportedValuesOf("timeZone");
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
