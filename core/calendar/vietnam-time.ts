/**
 * Wall-clock arithmetic of Asia/Ho_Chi_Minh: UTC+7 the whole year, no daylight saving, so a fixed offset is exact
 * and independent of the machine's zone.
 */

/** A local calendar day, `yyyy-MM-dd`. */
export type LocalDate = string;

const MINUTE = 60_000;
const DAY = 86_400_000;
const OFFSET = 7 * 60 * MINUTE;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** An impossible or malformed local date. */
export class InvalidLocalDate extends Error {
  readonly code = "calendar.invalid-date";
  constructor(text: string) {
    super(`"${text}" is not a calendar day of the form yyyy-MM-dd`);
  }
}

/** The local day of an instant. */
export function localDateOf(instant: Date): LocalDate {
  return dateOfDayNumber(dayNumberOf(instant));
}

/** The local year of an instant: the year that numbers and registers are counted in. */
export function localYearOf(instant: Date): number {
  return new Date(instant.getTime() + OFFSET).getUTCFullYear();
}

/** Milliseconds since local midnight. */
export function timeOfDay(instant: Date): number {
  const local = instant.getTime() + OFFSET;
  return local - Math.floor(local / DAY) * DAY;
}

/** The instant of a local day and a time of day in milliseconds after local midnight. */
export function instantAt(date: LocalDate, timeOfDayMs = 0): Date {
  return instantOfDay(dayNumber(date), timeOfDayMs);
}

/** Days since 1970-01-01 of a local date. Throws `InvalidLocalDate`. */
export function dayNumber(date: LocalDate): number {
  const match = PATTERN.exec(date);
  if (!match) throw new InvalidLocalDate(date);
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  if (new Date(time).toISOString().slice(0, 10) !== date) throw new InvalidLocalDate(date);
  return time / DAY;
}

/** Days since 1970-01-01 of the local day of an instant. */
export function dayNumberOf(instant: Date): number {
  return Math.floor((instant.getTime() + OFFSET) / DAY);
}

/** The instant of a day number (days since 1970-01-01) and a time of day in milliseconds. */
export function instantOfDay(day: number, timeOfDayMs = 0): Date {
  return new Date(day * DAY - OFFSET + timeOfDayMs);
}

/** The inverse of `dayNumber`. */
export function dateOfDayNumber(day: number): LocalDate {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** `2022-03-05` plus `n` days. */
export function plusDays(date: LocalDate, n: number): LocalDate {
  return dateOfDayNumber(dayNumber(date) + n);
}
