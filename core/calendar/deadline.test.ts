import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computedHolidays } from "./computed-holidays.ts";
import {
  addCalendarDays,
  addWorkingDays,
  addWorkingHours,
  adjustedStart,
  dueAfterPause,
  endOfWorkingDay,
  InvalidDuration,
  morningOfNextWorkingDay,
  openingOfNextWorkingDay,
  workingDaysBetween,
  workingTimeBetween,
} from "./deadline.ts";
import { describeRemaining } from "./describe-remaining.ts";
import { parseHolidayTable } from "./read-holidays.ts";
import { dayNumberOf, instantAt, timeOfDay } from "./vietnam-time.ts";
import { InvalidTimetable, workingCalendar } from "./working-calendar.ts";

const table = parseHolidayTable(
  readFileSync(new URL("../../province/calendar/vn-holidays.tsv", import.meta.url), "utf8"),
);
const calendar = workingCalendar(table);

const at = (text: string) => new Date(`${text.replace(" ", "T")}:00+07:00`);
const shown = (instant: Date) =>
  new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");

describe("a deadline in working days", () => {
  const VECTORS: readonly [start: string, n: number, due: string, why: string][] = [
    ["2022-01-28 09:30", 5, "2022-02-11 09:30", "Tết"],
    ["2022-03-05 10:00", 3, "2022-03-10 07:30", "start on a rest day"],
    ["2022-03-04 17:30", 1, "2022-03-08 07:30", "after closing"],
    ["2022-04-08 12:15", 2, "2022-04-13 13:30", "lunch gap, Giỗ Tổ compensated"],
    ["2022-04-28 17:45", 2, "2022-05-05 07:30", "two compensated days"],
    ["2022-08-31 14:00", 3, "2022-09-07 14:00", "Quốc khánh"],
    ["2023-04-27 08:00", 2, "2023-05-04 08:00", "three compensated days"],
    ["2024-04-26 16:00", 3, "2024-05-04 16:00", "a Saturday works"],
    ["2025-04-25 09:00", 2, "2025-04-28 09:00", "Saturday 26/4 works"],
    ["2026-08-21 09:00", 1, "2026-08-22 09:00", "a swap makes a Saturday due"],
    ["2026-08-28 09:00", 1, "2026-09-03 09:00", "swap off 31/8, Quốc khánh"],
    ["2026-11-23 15:00", 1, "2026-11-25 15:00", "24/11"],
    ["2026-02-13 07:00", 10, "2026-03-06 07:30", "before opening, Tết"],
  ];
  it.each(VECTORS)("%s + %i → %s (%s)", (start, n, due) => {
    expect(shown(addWorkingDays(at(start), n, calendar))).toBe(due);
  });

  it("refuses a negative or broken number of days", () => {
    expect(() => addWorkingDays(at("2022-03-01 08:00"), -1, calendar)).toThrow(InvalidDuration);
    expect(() => addWorkingDays(at("2022-03-01 08:00"), 1.5, calendar)).toThrow(InvalidDuration);
  });
});

describe("a deadline in working hours", () => {
  it("is split over lunch, the night and the weekend", () => {
    expect(shown(addWorkingHours(at("2022-03-03 10:30"), 2, calendar))).toBe("2022-03-03 14:30");
    expect(shown(addWorkingHours(at("2022-03-04 16:00"), 8, calendar))).toBe("2022-03-07 16:30");
  });
  it("ends at the closing when it fills the session", () => {
    expect(shown(addWorkingHours(at("2022-03-04 15:00"), 2, calendar))).toBe("2022-03-04 17:00");
    expect(shown(addWorkingHours(at("2022-03-04 15:00"), 2.5, calendar))).toBe("2022-03-07 08:00");
  });
});

describe("a deadline in calendar days", () => {
  it("runs through the weekend and rolls forward to a working day", () => {
    expect(shown(addCalendarDays(at("2022-03-03 10:00"), 2, calendar))).toBe("2022-03-07 10:00");
    expect(shown(addCalendarDays(at("2022-03-03 10:00"), 5, calendar))).toBe("2022-03-08 10:00");
  });
  it("skips the holidays inside only when told to", () => {
    expect(shown(addCalendarDays(at("2022-01-28 09:30"), 10, calendar))).toBe("2022-02-07 09:30");
    expect(shown(addCalendarDays(at("2022-01-28 09:30"), 10, calendar, { skipHolidays: true }))).toBe(
      "2022-02-14 09:30",
    );
  });
});

describe("a pause", () => {
  it("shifts the due time by the waiting time and rounds up to a working day", () => {
    const pause = { from: at("2022-03-01 08:00"), to: at("2022-03-04 08:00") };
    expect(shown(dueAfterPause(at("2022-03-08 10:00"), pause, calendar))).toBe("2022-03-11 10:00");
    expect(shown(dueAfterPause(at("2022-03-09 10:00"), pause, calendar))).toBe("2022-03-14 10:00");
  });
  it("never ends before it begins", () => {
    const pause = { from: at("2022-03-04 08:00"), to: at("2022-03-01 08:00") };
    expect(() => dueAfterPause(at("2022-03-08 10:00"), pause, calendar)).toThrow(InvalidDuration);
  });
});

describe("duties of the same and the next working day", () => {
  it("the morning of the next working day ends at 11:30", () => {
    expect(shown(morningOfNextWorkingDay(at("2022-03-04 16:00"), calendar))).toBe("2022-03-07 11:30");
    expect(shown(openingOfNextWorkingDay(at("2022-01-28 16:00"), calendar))).toBe("2022-02-07 07:30");
    expect(shown(endOfWorkingDay(at("2022-03-04 17:10"), calendar))).toBe("2022-03-07 17:00");
  });
});

describe("words for the time left", () => {
  const due = at("2022-03-10 10:00");
  it.each([
    ["2022-03-07 10:00", "còn 3 ngày làm việc", "3 working days left"],
    ["2022-03-09 10:01", "còn 7 giờ làm việc", "7 working hours left"],
    ["2022-03-10 07:00", "còn 2 giờ làm việc", "2 working hours left"],
    ["2022-03-10 09:35", "còn 25 phút làm việc", "25 working minutes left"],
    ["2022-03-10 10:00", "đến hạn", "due now"],
    ["2022-03-10 10:20", "quá hạn 20 phút", "overdue by 20 minutes"],
    ["2022-03-10 11:00", "quá hạn 1 giờ", "overdue by 1 hour"],
    ["2022-03-12 11:00", "quá hạn 2 ngày", "overdue by 2 days"],
  ])("at %s: %s", (now, vi, en) => {
    const kind = vi.startsWith("quá hạn") ? "overdue" : "remaining";
    expect(describeRemaining(due, at(now), calendar)).toEqual({ kind, vi, en });
  });
});

describe("the timetable of an organisation", () => {
  const summer = { validFrom: "2022-04-15", sessions: [{ from: 420, to: 690 }] };
  const own = workingCalendar(table, { timetables: [summer] });
  it("counts from its first day on", () => {
    expect(shown(adjustedStart(at("2022-04-14 06:00"), own))).toBe("2022-04-14 07:30");
    expect(shown(adjustedStart(at("2022-04-15 06:00"), own))).toBe("2022-04-15 07:00");
    expect(shown(addWorkingDays(at("2022-04-14 15:00"), 1, own))).toBe("2022-04-18 07:00");
  });
  it("is refused when sessions overlap or are empty", () => {
    const overlapping = [
      { from: 420, to: 700 },
      { from: 690, to: 900 },
    ];
    for (const sessions of [[], overlapping, [{ from: 500, to: 500 }], [{ from: 0, to: 1500 }]])
      expect(() => workingCalendar([], { timetables: [{ validFrom: "2022-01-01", sessions }] })).toThrow(
        InvalidTimetable,
      );
  });
});

describe("years without a decision", () => {
  it("take the holidays that follow from the act", () => {
    const days = computedHolidays(2027).map((row) => `${row.date} ${row.kind}`);
    expect(days).toEqual([
      "2027-01-01 holiday",
      "2027-02-05 holiday",
      "2027-02-08 holiday",
      "2027-02-09 holiday",
      "2027-02-10 compensated",
      "2027-02-11 compensated",
      "2027-04-16 holiday",
      "2027-04-30 holiday",
      "2027-05-03 compensated",
      "2027-09-02 holiday",
      "2027-09-03 holiday",
      "2027-11-24 holiday",
    ]);
    expect(shown(addWorkingDays(at("2027-04-29 09:00"), 1, calendar))).toBe("2027-05-04 09:00");
  });
  it("agree with the table for 2022 and 2026, swaps apart", () => {
    for (const year of [2022, 2026]) {
      const decided = table
        .filter((row) => row.date.startsWith(`${year}`) && !row.kind.startsWith("swap"))
        .map((row) => row.date);
      expect(computedHolidays(year).map((row) => row.date)).toEqual(decided);
    }
  });
  it("do not have 24/11 before the resolution of 2026", () => {
    expect(computedHolidays(2020).some((row) => row.date === "2020-11-24")).toBe(false);
  });
});

describe("properties over random instants of 2020–2035", () => {
  const instants = fc
    .integer({ min: 0, max: 15 * 365 * 24 * 60 })
    .map((minutes) => new Date(instantAt("2020-06-01").getTime() + minutes * 60_000));
  const days = fc.integer({ min: 0, max: 60 });

  it("every result lies inside working time", () => {
    fc.assert(
      fc.property(instants, days, fc.boolean(), (start, n, skipHolidays) => {
        for (const due of [
          addWorkingDays(start, n, calendar),
          addCalendarDays(start, n, calendar, { skipHolidays }),
          dueAfterPause(start, { from: start, to: new Date(start.getTime() + n * 7_777_777) }, calendar),
        ]) {
          expect(calendar.isWorkingDay(dayNumberOf(due))).toBe(true);
          expect(adjustedStart(due, calendar)).toEqual(due);
        }
      }),
      { numRuns: 500 },
    );
  });
  it("n + m days are n days and then m days", () => {
    fc.assert(
      fc.property(instants, days, days, (start, n, m) => {
        expect(addWorkingDays(start, n + m, calendar)).toEqual(
          addWorkingDays(addWorkingDays(start, n, calendar), m, calendar),
        );
      }),
      { numRuns: 300 },
    );
  });
  it("a later start or a longer time never ends earlier", () => {
    fc.assert(
      fc.property(instants, instants, days, (a, b, n) => {
        const [first, second] = a <= b ? [a, b] : [b, a];
        expect(addWorkingDays(first, n, calendar) <= addWorkingDays(second, n, calendar)).toBe(true);
        expect(addWorkingHours(first, n, calendar) <= addWorkingHours(second, n, calendar)).toBe(true);
        expect(addWorkingDays(first, n, calendar) < addWorkingDays(first, n + 1, calendar)).toBe(true);
        expect(addCalendarDays(first, n, calendar) <= addCalendarDays(first, n + 1, calendar)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  it("the working time up to a deadline in hours is that number of hours", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 6000 }), (start, minutes) => {
        const due = addWorkingHours(start, minutes / 60, calendar);
        expect(workingTimeBetween(start, due, calendar)).toBe(minutes * 60_000);
      }),
      { numRuns: 300 },
    );
  });
  it("the days between are the largest n that still fits", () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        const [from, to] = a <= b ? [a, b] : [b, a];
        const n = workingDaysBetween(from, to, calendar);
        if (n > 0) expect(addWorkingDays(from, n, calendar) <= to).toBe(true);
        expect(addWorkingDays(from, n + 1, calendar) > to).toBe(true);
        expect(timeOfDay(from)).toBeLessThan(86_400_000);
      }),
      { numRuns: 100 },
    );
  });
});
