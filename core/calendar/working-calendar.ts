/** What a working calendar is made of: dated exceptions and the timetable of the organisation. */
import { computedHolidays } from "./computed-holidays.ts";
import { dateOfDayNumber, type LocalDate, weekdayOf } from "./vietnam-time.ts";

/**
 * - `holiday`: a public holiday on a day that would be worked
 * - `compensated`: off because a holiday fell on a weekly rest day (Bộ luật Lao động 2019, Điều 111 khoản 3)
 * - `swap_off`: a working day made free by decision
 * - `swap_work`: a rest day made working by decision
 */
export const EXCEPTION_KINDS = ["holiday", "compensated", "swap_off", "swap_work"] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

export interface CalendarException {
  readonly date: LocalDate;
  readonly kind: ExceptionKind;
  readonly name: string;
  /** Where the row comes from: the act, a decision, or a remark such as "unverified". */
  readonly source: string;
}

/** A stretch of work inside a day, minutes after local midnight, `from` included and `to` excluded. */
export interface Session {
  readonly from: number;
  readonly to: number;
}

/** The sessions of a working day, valid from a date on. */
export interface Timetable {
  readonly validFrom: LocalDate;
  readonly sessions: readonly Session[];
}

export interface WorkingCalendar {
  /** True if the day (days since 1970-01-01) is worked. */
  isWorkingDay(day: number): boolean;
  /** The exception of a day, if there is one. */
  exceptionOn(day: number): CalendarException | undefined;
  /** The sessions of a working day, in order. */
  sessionsOn(day: number): readonly Session[];
}

export class InvalidTimetable extends Error {
  readonly code = "calendar.invalid-timetable";
}

/** 07:30–11:30 and 13:30–17:00. */
export const DEFAULT_SESSIONS: readonly Session[] = [
  { from: 7 * 60 + 30, to: 11 * 60 + 30 },
  { from: 13 * 60 + 30, to: 17 * 60 },
];

/**
 * Builds a calendar.
 *
 * @param exceptions the dated table; a row always wins over a computed holiday of the same day
 * @param options.decidedYears years whose table is complete; every other year is filled with the holidays that
 *   follow from the act and the lunar calendar, because the yearly decision is not known yet
 * @param options.timetables timetables of the organisation; before the first and without any: 07:30–11:30, 13:30–17:00
 * @throws InvalidTimetable if sessions are empty, overlap, or leave the day
 */
export function workingCalendar(
  exceptions: readonly CalendarException[],
  options: { readonly decidedYears?: Iterable<number>; readonly timetables?: readonly Timetable[] } = {},
): WorkingCalendar {
  const table = new Map(exceptions.map((row) => [row.date, row]));
  const decided = new Set(options.decidedYears ?? exceptions.map((row) => Number(row.date.slice(0, 4))));
  const timetables = [...(options.timetables ?? [])].sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
  for (const timetable of timetables) assertSessions(timetable.sessions);
  const computed = new Map<number, ReadonlyMap<LocalDate, CalendarException>>();

  const exceptionOn = (day: number) => {
    const date = dateOfDayNumber(day);
    const row = table.get(date);
    const year = Number(date.slice(0, 4));
    if (row || decided.has(year)) return row;
    let ofYear = computed.get(year);
    if (!ofYear) {
      ofYear = new Map(computedHolidays(year).map((holiday) => [holiday.date, holiday]));
      computed.set(year, ofYear);
    }
    return ofYear.get(date);
  };

  return {
    exceptionOn,
    isWorkingDay(day) {
      const exception = exceptionOn(day);
      if (exception) return exception.kind === "swap_work";
      const weekday = weekdayOf(day);
      return weekday !== 0 && weekday !== 6;
    },
    sessionsOn(day) {
      if (timetables.length === 0) return DEFAULT_SESSIONS;
      const date = dateOfDayNumber(day);
      return timetables.find((timetable) => timetable.validFrom <= date)?.sessions ?? DEFAULT_SESSIONS;
    },
  };
}

/** Refuses sessions that are empty, out of order, overlapping or outside the day. Throws `InvalidTimetable`. */
export function assertSessions(sessions: readonly Session[]): void {
  if (sessions.length === 0) throw new InvalidTimetable("A timetable needs at least one session");
  let last = 0;
  for (const { from, to } of sessions) {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < last || to <= from || to > 24 * 60)
      throw new InvalidTimetable(`Session ${from}–${to} (minutes) is empty, out of order or outside the day`);
    last = to;
  }
}
