import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { listExceptions } from "./calendar-store.ts";
import { computedHolidays } from "./computed-holidays.ts";
import type { LocalDate } from "./vietnam-time.ts";
import type { CalendarException } from "./working-calendar.ts";

/** A day of the list of a year. */
export interface CalendarDay extends CalendarException {
  /** False when it follows from the act and the lunar calendar and nobody has entered it. */
  readonly entered: boolean;
  /** False when the source itself says that it is not confirmed. */
  readonly verified: boolean;
}

/** The free and swapped days of a year, as deadlines are counted with them now. */
export interface CalendarYear {
  readonly year: number;
  /** The decision that makes the list complete; undefined while computed days fill the gaps. */
  readonly decidedBy: string | undefined;
  readonly days: readonly CalendarDay[];
}

export const FIRST_YEAR = 2007;
export const LAST_YEAR = 2199;

/** The list of a year. An entered row always wins over a computed day of the same date. */
export async function loadCalendarYear(queries: Queries, year: number): Promise<CalendarYear> {
  const entered = await listExceptions(queries, { from: `${year}-01-01`, to: `${year}-12-31` });
  const decided = await sql<{ source: string }>`
    select source from calendar.decided_year where year = ${year}`.execute(queries);
  const decidedBy = decided.rows[0]?.source;
  const dates = new Set<LocalDate>(entered.map(({ date }) => date));
  const computed = decidedBy === undefined ? computedHolidays(year) : [];
  const days = [
    ...entered.map((day) => ({ ...day, entered: true, verified: isVerified(day.source) })),
    ...computed
      .filter(({ date }) => date.startsWith(`${year}-`) && !dates.has(date))
      .map((day) => ({ ...day, entered: false, verified: false })),
  ].sort((a, b) => (a.date < b.date ? -1 : 1));
  return { year, decidedBy, days };
}

/** A row that is only computed, or marked as not confirmed, waits for somebody to look at the decision. */
function isVerified(source: string): boolean {
  return !/\bunverified\b|^computed$|chưa xác minh/i.test(source);
}
