import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseHolidayTable, workingCalendar } from "../../../core/calendar/index.ts";
import { handOverBefore, promiseAfterPause, promisedAt, stepEnds } from "./clock.ts";

const calendar = workingCalendar(
  parseHolidayTable(
    readFileSync(new URL("../../../province/calendar/vn-holidays.tsv", import.meta.url), "utf8"),
  ),
);
const at = (text: string) => new Date(`${text.replace(" ", "T")}:00+07:00`);
const shown = (instant: Date | null) =>
  instant && new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
const limit = (amount: number, unit: "working-day" | "day" | "hour" | "none") => ({
  channels: [
    { channel: 1 as const, durations: [{ amount, unit, text: "" }], fees: [] },
    { channel: 2 as const, durations: [{ amount: 1, unit: "working-day" as const, text: "" }], fees: [] },
  ],
});

describe("the promised time", () => {
  test("is counted in the unit of the law, by the channel it was filed by", () => {
    expect(shown(promisedAt(limit(5, "working-day"), 1, at("2022-01-28 09:30"), calendar))).toBe(
      "2022-02-11 09:30",
    );
    expect(shown(promisedAt(limit(5, "working-day"), 2, at("2022-03-04 17:30"), calendar))).toBe(
      "2022-03-08 07:30",
    );
    expect(shown(promisedAt(limit(2, "day"), 1, at("2022-03-03 10:00"), calendar))).toBe("2022-03-07 10:00");
    expect(shown(promisedAt(limit(8, "hour"), 1, at("2022-03-04 16:00"), calendar))).toBe("2022-03-07 16:30");
    expect(promisedAt(limit(0, "none"), 1, at("2022-03-04 16:00"), calendar)).toBeNull();
    // Nothing is said for the post: the first channel counts.
    expect(shown(promisedAt(limit(3, "working-day"), 3, at("2022-03-05 10:00"), calendar))).toBe(
      "2022-03-10 07:30",
    );
  });

  test("half a working day is four working hours", () => {
    expect(shown(promisedAt(limit(0.5, "working-day"), 1, at("2022-03-03 08:00"), calendar))).toBe(
      "2022-03-03 14:00",
    );
  });

  test("moves by the time the citizen was waited for, into a working day", () => {
    const pause = { from: at("2022-03-03 10:00"), to: at("2022-03-05 09:00") };
    expect(shown(promiseAfterPause(at("2022-03-04 10:00"), pause, calendar))).toBe("2022-03-07 09:00");
    expect(promiseAfterPause(null, pause, calendar)).toBeNull();
  });
});

describe("inside the body", () => {
  test("what came before 15:00 is handed over the same day, later the next morning", () => {
    expect(shown(handOverBefore(at("2022-03-03 14:59"), calendar))).toBe("2022-03-03 17:00");
    expect(shown(handOverBefore(at("2022-03-03 15:00"), calendar))).toBe("2022-03-04 11:30");
    expect(shown(handOverBefore(at("2022-03-04 15:00"), calendar))).toBe("2022-03-07 11:30");
    expect(shown(handOverBefore(at("2022-03-05 09:00"), calendar))).toBe("2022-03-07 17:00");
  });

  test("a step has its share of the working time, never behind the promise", () => {
    const whole = { accepted: at("2022-03-01 07:30"), due: at("2022-03-03 07:30") };
    expect(shown(stepEnds(50, whole, at("2022-03-01 07:30"), calendar))).toBe("2022-03-01 17:00");
    expect(shown(stepEnds(50, whole, at("2022-03-02 16:00"), calendar))).toBe("2022-03-03 07:30");
    expect(stepEnds(50, { ...whole, due: null }, at("2022-03-01 07:30"), calendar)).toBeNull();
  });
});
