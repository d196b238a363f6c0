export interface SnoozeTime {
  name: "laterToday" | "tomorrow" | "nextWeek" | "nextMonth";
  at: Date;
}

const MORNING = 9;
const LATER_HOURS = 3;
const LAST_HOUR = 20;

/** The first working day of the next week: where weeks begin on Saturday or Sunday, people work from Sunday. */
function daysToNextWeek(today: Date, locale: string) {
  const info = new Intl.Locale(locale) as { getWeekInfo?: () => { firstDay: number } };
  const firstDay = (info.getWeekInfo?.().firstDay ?? 1) % 7;
  const target = firstDay === 1 ? 1 : 0;
  return (target - today.getDay() + 7) % 7 || 7;
}

function morning(today: Date, days: number) {
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, MORNING);
}

/** When a conversation may come back, in the person's own time zone, the nearest first. */
export function snoozeTimes(now: Date, locale: string): SnoozeTime[] {
  const later = new Date(now.getTime());
  later.setHours(now.getHours() + LATER_HOURS, 0, 0, 0);
  const today: SnoozeTime[] =
    now.getHours() + LATER_HOURS <= LAST_HOUR ? [{ name: "laterToday", at: later }] : [];
  return [
    ...today,
    { name: "tomorrow", at: morning(now, 1) },
    { name: "nextWeek", at: morning(now, daysToNextWeek(now, locale)) },
    { name: "nextMonth", at: new Date(now.getFullYear(), now.getMonth() + 1, 1, MORNING) },
  ];
}

const two = (value: number) => String(value).padStart(2, "0");

/** The value of a `date` input. */
export const toLocalDay = (at: Date) =>
  [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");

/** The value of a `datetime-local` input. */
export function toLocalInput(at: Date) {
  return `${toLocalDay(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
