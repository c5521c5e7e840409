import {
  dateOfDayNumber,
  dayNumber,
  type LocalDate,
  plusDays,
  weekdayOf,
} from "../../../../core/calendar/index.ts";

export const SPANS = ["month", "week", "day"] as const;
export type Span = (typeof SPANS)[number];

/** The days a view shows: whole weeks from Monday or one day, and the first day of the views before and after. */
export interface ShownDays {
  readonly span: Span;
  readonly days: readonly LocalDate[];
  readonly until: LocalDate;
  readonly previous: LocalDate;
  readonly next: LocalDate;
  /** The month it is about, `yyyy-MM`; of a week, the one of its Thursday (ISO 8601). */
  readonly month: string;
}

/** The week or the month that a day lies in, or the day itself. */
export function shownDays(span: Span, day: LocalDate): ShownDays {
  if (span === "day") {
    const [previous, next] = [plusDays(day, -1), plusDays(day, 1)];
    return { span, days: [day], until: next, month: day.slice(0, 7), previous, next };
  }
  const first = monday(span === "week" ? day : `${day.slice(0, 7)}-01`);
  const weeks = span === "week" ? 1 : weeksOfMonth(day.slice(0, 7), first);
  const days = Array.from({ length: weeks * 7 }, (_, n) => plusDays(first, n));
  const until = plusDays(first, weeks * 7);
  const monthOf = span === "week" ? plusDays(first, 3) : day;
  const firstOfMonth = `${day.slice(0, 7)}-01`;
  return {
    span,
    days,
    until,
    month: monthOf.slice(0, 7),
    previous: span === "week" ? plusDays(first, -7) : `${plusDays(firstOfMonth, -1).slice(0, 7)}-01`,
    // Day 32 counted from the first always lies in the month after.
    next: span === "week" ? until : `${plusDays(firstOfMonth, 31).slice(0, 7)}-01`,
  };
}

function monday(day: LocalDate): LocalDate {
  const number = dayNumber(day);
  return dateOfDayNumber(number - ((weekdayOf(number) + 6) % 7));
}

function weeksOfMonth(month: string, first: LocalDate): number {
  let weeks = 4;
  while (plusDays(first, weeks * 7).startsWith(month)) weeks += 1;
  return weeks;
}
