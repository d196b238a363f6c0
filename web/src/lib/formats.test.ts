import { describe, expect, it, vi } from "vitest";
import { dateFormat, numberFormat } from "./formats";

describe("a format", () => {
  it("is made once for a locale and what is asked of it", () => {
    const hours = { style: "unit", unit: "hour" } as const;
    expect(numberFormat("tr", hours)).toBe(numberFormat("tr", { ...hours }));
    expect(numberFormat("ru", hours).format(3)).not.toBe(numberFormat("tr", hours).format(3));
    expect(numberFormat("tr", { style: "percent" }).format(0.5)).toBe("%50");
  });

  it("of a time is another in another time zone", () => {
    const options = { hour: "numeric", minute: "numeric" } as const;
    const here = dateFormat("en", options);
    vi.spyOn(Date.prototype, "getTimezoneOffset").mockReturnValue(-754);
    expect(dateFormat("en", options)).not.toBe(here);
  });
});
