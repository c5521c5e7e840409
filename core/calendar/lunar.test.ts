import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hungKingsDay, lunarNewYear, lunarOf, NoSuchLunarDate, solarOf } from "./lunar.ts";
import { dateOfDayNumber } from "./vietnam-time.ts";

const ANNOUNCED: readonly [year: number, tet: string, hungKings: string][] = [
  [2020, "2020-01-25", "2020-04-02"],
  [2021, "2021-02-12", "2021-04-21"],
  [2022, "2022-02-01", "2022-04-10"],
  [2023, "2023-01-22", "2023-04-29"],
  [2024, "2024-02-10", "2024-04-18"],
  [2025, "2025-01-29", "2025-04-07"],
  [2026, "2026-02-17", "2026-04-26"],
  [2027, "2027-02-06", "2027-04-16"],
  [2028, "2028-01-26", "2028-04-04"],
  [2029, "2029-02-13", "2029-04-23"],
  [2030, "2030-02-02", "2030-04-12"],
  [2031, "2031-01-23", "2031-04-01"],
  [2032, "2032-02-11", "2032-04-19"],
  [2033, "2033-01-31", "2033-04-09"],
  [2034, "2034-02-19", "2034-04-28"],
  [2035, "2035-02-08", "2035-04-17"],
];

describe("the lunar calendar at UTC+7", () => {
  it.each(ANNOUNCED)("gives Tết and Giỗ Tổ of %i", (year, tet, hungKings) => {
    expect(lunarNewYear(year)).toBe(tet);
    expect(hungKingsDay(year)).toBe(hungKings);
  });

  it("differs from the calendar at UTC+8 in 1985, 2007 and 2030", () => {
    expect(lunarNewYear(1985)).toBe("1985-01-21");
    expect(lunarNewYear(2007)).toBe("2007-02-17");
    expect(lunarNewYear(2030)).toBe("2030-02-02");
  });

  it("knows leap months: 2020 has a second month 4, 2023 a second month 2, 2033 a second month 11", () => {
    expect(solarOf({ day: 1, month: 4, year: 2020, leap: true })).toBe("2020-05-23");
    expect(solarOf({ day: 1, month: 2, year: 2023, leap: true })).toBe("2023-03-22");
    expect(lunarOf("2033-12-22")).toEqual({ day: 1, month: 11, year: 2033, leap: true });
    expect(() => solarOf({ day: 1, month: 5, year: 2023, leap: true })).toThrow(NoSuchLunarDate);
  });

  it("refuses day 30 of a month of 29 days", () => {
    expect(() => solarOf({ day: 30, month: 12, year: 2021, leap: false })).toThrow(NoSuchLunarDate);
    expect(solarOf({ day: 29, month: 12, year: 2021, leap: false })).toBe("2022-01-31");
  });

  it("maps every day of 1900–2100 to a lunar date and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: -25_500, max: 47_800 }), (day) => {
        const date = dateOfDayNumber(day);
        expect(solarOf(lunarOf(date))).toBe(date);
      }),
      { numRuns: 3000 },
    );
  });
});
