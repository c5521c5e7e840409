import { instantAt, type LocalDate, localDateOf, plusDays } from "../../../../core/calendar/index.ts";

/** Local days, both included. */
export interface Days {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** A period as figures are counted: what is unfinished is looked at as it stands at `at`, the end of it or now. */
export interface Period extends Days {
  readonly begins: Date;
  /** First instant after the period; now when the period is not over. */
  readonly at: Date;
}

/** @param now a period that reaches beyond it is counted up to it */
export function periodOf({ from, to }: Days, now: Date): Period {
  const ends = instantAt(plusDays(to, 1));
  return { from, to, begins: instantAt(from), at: ends < now ? ends : now };
}

/** The last day of a period that is there already. */
export function lastDayOf({ at }: Period): LocalDate {
  return localDateOf(new Date(at.getTime() - 1));
}

/** "2022-03", "2022-Q1" or "2022" as days; undefined for anything else. */
export function namedPeriod(name: string): Days | undefined {
  const [, year, quarter, month] = /^(20\d{2})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  const first = quarter ? Number(quarter) * 3 - 2 : Number(month ?? 1);
  const last = quarter ? first + 2 : month ? first : 12;
  return {
    from: `${year}-${String(first).padStart(2, "0")}-01`,
    to: new Date(Date.UTC(Number(year), last, 0)).toISOString().slice(0, 10),
  };
}

/** "2022-03" of a day. */
export function monthOf(day: LocalDate): string {
  return day.slice(0, 7);
}

export function quarterOf(day: LocalDate): { readonly year: number; readonly quarter: number } {
  return { year: Number(day.slice(0, 4)), quarter: Math.ceil(Number(day.slice(5, 7)) / 3) };
}
