/**
 * The public holidays that follow from the act and the lunar calendar alone, for years whose yearly decision
 * (which five days of Tết, which neighbour of 2/9, swaps) is not in the table yet.
 * Bộ luật Lao động 2019, Điều 112; Điều 111 khoản 3 for the compensated days; NQ 28/2026/QH16 for 24/11.
 */
import { hungKingsDay, lunarNewYear } from "./lunar.ts";
import { dateOfDayNumber, dayNumber, type LocalDate, weekdayOf } from "./vietnam-time.ts";
import type { CalendarException } from "./working-calendar.ts";

interface HolidayRule {
  readonly name: string;
  readonly validFrom: LocalDate;
  readonly days: (year: number) => readonly LocalDate[];
}

const RULES: readonly HolidayRule[] = [
  { name: "Tết Dương lịch", validFrom: "1900-01-01", days: (year) => [`${year}-01-01`] },
  { name: "Tết Nguyên đán", validFrom: "2013-05-01", days: tetDays },
  { name: "Giỗ Tổ Hùng Vương", validFrom: "2007-04-11", days: (year) => [hungKingsDay(year)] },
  { name: "Ngày Chiến thắng", validFrom: "1975-04-30", days: (year) => [`${year}-04-30`] },
  { name: "Quốc tế Lao động", validFrom: "1946-05-01", days: (year) => [`${year}-05-01`] },
  { name: "Quốc khánh", validFrom: "1946-09-02", days: (year) => [`${year}-09-02`] },
  { name: "Quốc khánh (ngày liền kề)", validFrom: "2021-01-01", days: adjacentToNationalDay },
  { name: "Ngày Văn hóa Việt Nam", validFrom: "2026-07-01", days: (year) => [`${year}-11-24`] },
];

/** The free days of a year that can be computed, weekly rest days left out, in date order. */
export function computedHolidays(year: number): readonly CalendarException[] {
  const named = RULES.flatMap((rule) =>
    rule
      .days(year)
      .filter((date) => date >= rule.validFrom)
      .map((date) => ({ name: rule.name, day: dayNumber(date) })),
  ).sort((a, b) => a.day - b.day);
  const free = new Map<number, CalendarException>();
  for (const { name, day } of named) if (!isRestDay(day)) put(free, day, "holiday", name);
  const taken = new Set(named.map((holiday) => holiday.day));
  for (const { name, day } of named) {
    if (!isRestDay(day)) continue;
    let next = day + 1;
    while (isRestDay(next) || taken.has(next)) next += 1;
    taken.add(next);
    put(free, next, "compensated", `${name} (nghỉ bù)`);
  }
  return [...free.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

function put(
  into: Map<number, CalendarException>,
  day: number,
  kind: "holiday" | "compensated",
  name: string,
): void {
  if (!into.has(day)) into.set(day, { date: dateOfDayNumber(day), kind, name, source: "computed" });
}

/** The last day of the old year and the first four of the new one: the choice made most often. */
function tetDays(year: number): readonly LocalDate[] {
  const first = dayNumber(lunarNewYear(year));
  return [-1, 0, 1, 2, 3].map((offset) => dateOfDayNumber(first + offset));
}

/** The neighbour of 2/9 that joins the holiday to a weekend or, in mid-week, the day before it. */
function adjacentToNationalDay(year: number): readonly LocalDate[] {
  const weekday = weekdayOf(dayNumber(`${year}-09-02`));
  const before = `${year}-09-01`;
  const after = `${year}-09-03`;
  const MONDAY = 1;
  const THURSDAY = 4;
  return [weekday === 0 || weekday === MONDAY || weekday === THURSDAY ? after : before];
}

function isRestDay(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}
