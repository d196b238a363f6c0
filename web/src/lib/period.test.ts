import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { daysOf, formatPeriod, periodOf } from "./period";

const SAID = i18next.getFixedT("en");
const plain = (text: string) => text.replace(/[\u2009\u202f\u00a0]/g, " ");

describe("a period", () => {
  it("holds its last day whole", () => {
    const period = periodOf("2026-11-20", "2026-11-22");
    expect(new Date(period.since ?? "")).toEqual(new Date(2026, 10, 20));
    expect(new Date(period.until ?? "")).toEqual(new Date(2026, 10, 23));
  });

  it("is told by the days it was chosen by, over the end of a month too", () => {
    const period = periodOf("2026-10-31", "2026-11-30");
    expect(daysOf(period)).toEqual({ from: "2026-10-31", to: "2026-11-30" });
    expect(plain(formatPeriod(period, "en", SAID))).toBe("Oct 31 – Nov 30, 2026");
  });

  it("of one day is that day", () => {
    const period = periodOf("2026-11-20", "2026-11-20");
    expect(daysOf(period)).toEqual({ from: "2026-11-20", to: "2026-11-20" });
    expect(plain(formatPeriod(period, "en", SAID))).toBe("Nov 20, 2026");
  });

  it("may be open on either side", () => {
    expect(periodOf("", "")).toEqual({ since: undefined, until: undefined });
    expect(formatPeriod(periodOf("2026-11-20", ""), "en", SAID)).toBe("from Nov 20, 2026");
    expect(formatPeriod(periodOf("", "2026-11-20"), "en", SAID)).toBe("until Nov 20, 2026");
    expect(daysOf(periodOf("", "2026-11-20"))).toEqual({ from: "", to: "2026-11-20" });
  });

  it("chosen in another zone is told to the minute", () => {
    const odd = { since: new Date(2026, 10, 20, 9, 30).toISOString() };
    expect(plain(formatPeriod(odd, "en", SAID))).toBe("from Nov 20, 2026, 9:30 AM");
  });
});
