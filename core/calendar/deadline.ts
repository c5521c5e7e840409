/**
 * The deadline engine. Pure: instants in, instants out; the calendar says which days and hours are worked.
 * One working day counts as one day whatever its clock hours: days are never converted into hours or back.
 */
import { dayNumberOf, instantOfDay, timeOfDay } from "./vietnam-time.ts";
import type { Session, WorkingCalendar } from "./working-calendar.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A calendar without a working day inside this many days is a mistake in its table. */
const SEARCH_LIMIT = 400;

export class InvalidDuration extends Error {
  readonly code = "calendar.invalid-duration";
}
export class NoWorkingDay extends Error {
  readonly code = "calendar.no-working-day";
}

/**
 * The first working moment at or after an instant: before opening → opening; in the lunch gap → opening of the
 * afternoon; after closing or on a rest day → opening of the next working day.
 */
export function adjustedStart(start: Date, calendar: WorkingCalendar): Date {
  const day = dayNumberOf(start);
  if (calendar.isWorkingDay(day)) {
    const time = timeOfDay(start);
    for (const session of calendar.sessionsOn(day)) {
      if (time < session.from * MINUTE) return instantOfDay(day, session.from * MINUTE);
      if (time < session.to * MINUTE) return start;
    }
  }
  return opening(nextWorkingDay(day, calendar), calendar);
}

/**
 * A deadline in working days: from the adjusted start, `n` working days on, at the same time of day.
 * `n` is a whole number ≥ 0. Throws `InvalidDuration`.
 */
export function addWorkingDays(start: Date, n: number, calendar: WorkingCalendar): Date {
  assertWhole(n);
  const from = adjustedStart(start, calendar);
  let day = dayNumberOf(from);
  for (let left = n; left > 0; left--) day = nextWorkingDay(day, calendar);
  return adjustedStart(instantOfDay(day, timeOfDay(from)), calendar);
}

/**
 * A deadline in working hours, split over lunch, nights and rest days. `hours` ≥ 0, fractions allowed to the
 * millisecond. A time that ends with a session ends at its closing, not at the next opening.
 */
export function addWorkingHours(start: Date, hours: number, calendar: WorkingCalendar): Date {
  if (!Number.isFinite(hours) || hours < 0) throw new InvalidDuration(`${hours} is not a number of hours`);
  const from = adjustedStart(start, calendar);
  let left = Math.round(hours * HOUR);
  if (left === 0) return from;
  let day = dayNumberOf(from);
  let time = timeOfDay(from);
  for (;;) {
    for (const session of calendar.sessionsOn(day)) {
      const begin = Math.max(time, session.from * MINUTE);
      const room = session.to * MINUTE - begin;
      if (room <= 0) continue;
      if (left <= room) return instantOfDay(day, begin + left);
      left -= room;
    }
    day = nextWorkingDay(day, calendar);
    time = 0;
  }
}

/**
 * A deadline in calendar days ("ngày"): runs through weekends from the adjusted start and keeps the time of day;
 * an end on a rest day rolls forward to the next working day.
 *
 * @param options.skipHolidays if true, public holidays and their compensated days inside the period do not count
 */
export function addCalendarDays(
  start: Date,
  n: number,
  calendar: WorkingCalendar,
  options: { readonly skipHolidays: boolean } = { skipHolidays: false },
): Date {
  assertWhole(n);
  const from = adjustedStart(start, calendar);
  let day = dayNumberOf(from);
  for (let left = n; left > 0; left--) {
    day += 1;
    while (options.skipHolidays && isHoliday(day, calendar)) day += 1;
  }
  return rollForward(instantOfDay(day, timeOfDay(from)), calendar);
}

/**
 * The due time after a pause (the organisation waited for the citizen): the old due time shifted by the elapsed
 * waiting time, then rounded up to a working day.
 */
export function dueAfterPause(
  due: Date,
  pause: { readonly from: Date; readonly to: Date },
  calendar: WorkingCalendar,
): Date {
  const waited = pause.to.getTime() - pause.from.getTime();
  if (!(waited >= 0)) throw new InvalidDuration("A pause ends before it begins");
  return rollForward(new Date(due.getTime() + waited), calendar);
}

/** Working milliseconds in [from, to); 0 if `to` is not after `from`. */
export function workingTimeBetween(from: Date, to: Date, calendar: WorkingCalendar): number {
  if (to <= from) return 0;
  const firstDay = dayNumberOf(from);
  const lastDay = dayNumberOf(to);
  let sum = 0;
  for (let day = firstDay; day <= lastDay; day++) {
    if (!calendar.isWorkingDay(day)) continue;
    const begin = day === firstDay ? timeOfDay(from) : 0;
    const end = day === lastDay ? timeOfDay(to) : Number.POSITIVE_INFINITY;
    for (const session of calendar.sessionsOn(day))
      sum += Math.max(0, Math.min(end, session.to * MINUTE) - Math.max(begin, session.from * MINUTE));
  }
  return sum;
}

/** Whole working days from one instant to another: the largest n with `addWorkingDays(from, n) ≤ to`, at least 0. */
export function workingDaysBetween(from: Date, to: Date, calendar: WorkingCalendar): number {
  const begin = adjustedStart(from, calendar);
  if (to < begin) return 0;
  const lastDay = dayNumberOf(to);
  let days = 0;
  for (let day = dayNumberOf(begin) + 1; day <= lastDay; day++) if (calendar.isWorkingDay(day)) days += 1;
  const lastCounts = calendar.isWorkingDay(lastDay) && timeOfDay(to) < timeOfDay(begin);
  return lastCounts && days > 0 ? days - 1 : days;
}

/** The opening of the next working day after the day of the instant. */
export function openingOfNextWorkingDay(instant: Date, calendar: WorkingCalendar): Date {
  return opening(nextWorkingDay(dayNumberOf(instant), calendar), calendar);
}

/**
 * The latest time for a duty due "in the morning of the next working day" (QĐ 28/2018/QĐ-TTg Art. 6.2): the end of
 * the first session of the next working day after the day of the instant.
 */
export function morningOfNextWorkingDay(instant: Date, calendar: WorkingCalendar): Date {
  const day = nextWorkingDay(dayNumberOf(instant), calendar);
  return instantOfDay(day, firstSession(day, calendar).to * MINUTE);
}

/** The latest time for a duty due on the same working day: closing of the working day the instant counts for. */
export function endOfWorkingDay(instant: Date, calendar: WorkingCalendar): Date {
  const day = dayNumberOf(adjustedStart(instant, calendar));
  const last = calendar.sessionsOn(day).at(-1);
  if (!last) throw new NoWorkingDay("The timetable has no session");
  return instantOfDay(day, last.to * MINUTE);
}

/** Moves an instant on a rest day to the same time of the next working day, and any instant into working hours. */
function rollForward(instant: Date, calendar: WorkingCalendar): Date {
  const day = dayNumberOf(instant);
  const worked = calendar.isWorkingDay(day) ? day : nextWorkingDay(day, calendar);
  return adjustedStart(instantOfDay(worked, timeOfDay(instant)), calendar);
}

function nextWorkingDay(day: number, calendar: WorkingCalendar): number {
  for (let next = day + 1; next <= day + SEARCH_LIMIT; next++) if (calendar.isWorkingDay(next)) return next;
  throw new NoWorkingDay(`No working day within ${SEARCH_LIMIT} days`);
}

function opening(day: number, calendar: WorkingCalendar): Date {
  return instantOfDay(day, firstSession(day, calendar).from * MINUTE);
}

function firstSession(day: number, calendar: WorkingCalendar): Session {
  const session = calendar.sessionsOn(day)[0];
  if (!session) throw new NoWorkingDay("The timetable has no session");
  return session;
}

function isHoliday(day: number, calendar: WorkingCalendar): boolean {
  const kind = calendar.exceptionOn(day)?.kind;
  return kind === "holiday" || kind === "compensated";
}

function assertWhole(n: number): void {
  if (!Number.isSafeInteger(n) || n < 0) throw new InvalidDuration(`${n} is not a whole number of days ≥ 0`);
}
