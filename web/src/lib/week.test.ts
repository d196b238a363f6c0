import { describe, expect, it } from "vitest";
import { describeWeek, fromTime, NINE_TO_FIVE, toTime, wrongDay, type Span } from "./week";

describe("A week of hours", () => {
  it("is written as clocks show it", () => {
    expect([toTime(0), toTime(570), toTime(1440)]).toEqual(["00:00", "09:30", "00:00"]);
    expect([fromTime("09:30"), fromTime("00:00"), fromTime("00:00", true)]).toEqual([570, 0, 1440]);
    expect(fromTime("")).toBeNull();
  });

  it("is told on one line", () => {
    expect(describeWeek(NINE_TO_FIVE, "en")).toBe("Mon–Fri 09:00–17:00");
    const lunch: Span[][] = NINE_TO_FIVE.map((day, at) =>
      at === 5 ? [[600, 780]] : at === 6 ? [[0, 1440]] : day,
    );
    lunch[0] = [
      [540, 720],
      [780, 1020],
    ];
    expect(describeWeek(lunch, "en")).toBe(
      "Mon 09:00–12:00 + 13:00–17:00, Tue–Fri 09:00–17:00, Sat 10:00–13:00, Sun 00:00–24:00",
    );
  });

  it("says which day cannot be", () => {
    expect(wrongDay(NINE_TO_FIVE)).toBe(-1);
    expect(wrongDay([[], [[600, 540]], [], [], [], [], []])).toBe(1);
    const overlap: Span[] = [
      [540, 720],
      [700, 800],
    ];
    expect(wrongDay([[], [], overlap, [], [], [], []])).toBe(2);
  });
});
