import { expect, it } from "vitest";
import { snoozeTimes, toLocalInput } from "./snooze-times";

const times = (now: Date, locale = "en-GB") =>
  Object.fromEntries(snoozeTimes(now, locale).map(({ name, at }) => [name, toLocalInput(at)]));

it("offers later today, tomorrow, next week and next month", () => {
  expect(times(new Date(2026, 10, 25, 10, 20))).toEqual({
    laterToday: "2026-11-25T13:00",
    tomorrow: "2026-11-26T09:00",
    nextWeek: "2026-11-30T09:00",
    nextMonth: "2026-12-01T09:00",
  });
});

it("offers nothing later today in the evening", () => {
  expect(times(new Date(2026, 10, 25, 18, 1))).not.toHaveProperty("laterToday");
});

it("means a whole week on the first day of one", () => {
  expect(times(new Date(2026, 10, 30, 8)).nextWeek).toBe("2026-12-07T09:00");
});

it("begins next year after December", () => {
  expect(times(new Date(2026, 11, 31, 8)).nextMonth).toBe("2027-01-01T09:00");
});
