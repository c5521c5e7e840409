import type { LocalDate, LocalTimestamp } from "./types.ts";

const VIETNAM_OFFSET_MS = 7 * 3600 * 1000;

/** True for an existing calendar day written `yyyy-MM-dd`. */
export function isLocalDate(value: string): value is LocalDate {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  return parts !== null && isDay(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** True for an existing moment written `yyyy-MM-ddTHH:mm:ss+07:00`. */
export function isLocalTimestamp(value: string): value is LocalTimestamp {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})\+07:00$/.exec(value);
  return (
    parts !== null &&
    isLocalDate(parts[1] ?? "") &&
    Number(parts[2]) < 24 &&
    Number(parts[3]) < 60 &&
    Number(parts[4]) < 60
  );
}

/** `yyyy/MM/dd` as the wire writes it. */
export function toWireDate(date: LocalDate): string {
  return date.replaceAll("-", "/");
}

/** `yyyy/MM/dd HH:mm:ss`, Vietnam time, as the wire writes it. */
export function toWireTimestamp(timestamp: LocalTimestamp): string {
  return `${timestamp.slice(0, 10).replaceAll("-", "/")} ${timestamp.slice(11, 19)}`;
}

/** What was understood, and whether it was written as the standard demands. */
export interface WireValue {
  readonly value: string;
  readonly standard: boolean;
}

/** Reads a date of the wire; also `yyyy-MM-dd`, `dd/MM/yyyy` and a date followed by a time. Undefined: unreadable. */
export function fromWireDate(text: string): WireValue | undefined {
  const read = readDay(text.trim());
  if (read === undefined) return undefined;
  const rest = read.rest;
  if (rest !== "" && !/^[T ]\d{1,2}:\d{2}/.test(rest)) return undefined;
  return { value: read.date, standard: read.standard && rest === "" };
}

/** Reads a timestamp of the wire; also ISO 8601 with or without zone and `dd/MM/yyyy HH:mm:ss`. */
export function fromWireTimestamp(text: string): WireValue | undefined {
  const trimmed = text.trim();
  const read = readDay(trimmed);
  if (read === undefined) return undefined;
  const time =
    /^([T ])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?(?:\s*(AM|PM))?$/i.exec(
      read.rest,
    );
  if (time === null) {
    return read.rest === "" ? { value: `${read.date}T00:00:00+07:00`, standard: false } : undefined;
  }
  const [, separator, hourText = "", minute = "00", second = "00", zone, half] = time;
  const hour = hourOf(Number(hourText), half?.toUpperCase());
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const clock = `${String(hour).padStart(2, "0")}:${minute}:${second}`;
  if (zone === undefined) {
    const standard = read.standard && separator === " " && hourText.length === 2 && time[4] !== undefined;
    return { value: `${read.date}T${clock}+07:00`, standard: standard && half === undefined };
  }
  const zoned = zone.toUpperCase() === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const moment = Date.parse(`${read.date}T${clock}${zoned}`);
  return Number.isNaN(moment) ? undefined : { value: vietnamTimestamp(new Date(moment)), standard: false };
}

/** The moment in Vietnam time to the second. */
export function vietnamTimestamp(moment: Date): LocalTimestamp {
  return `${new Date(moment.getTime() + VIETNAM_OFFSET_MS).toISOString().slice(0, 19)}+07:00`;
}

export function todayInVietnam(now: Date = new Date()): LocalDate {
  return vietnamTimestamp(now).slice(0, 10);
}

function readDay(text: string): { date: LocalDate; standard: boolean; rest: string } | undefined {
  const yearFirst = /^(\d{4})([/-])(\d{1,2})\2(\d{1,2})/.exec(text);
  if (yearFirst !== null) {
    const [all, year = "", separator, month = "", day = ""] = yearFirst;
    const standard = separator === "/" && month.length === 2 && day.length === 2;
    return assemble(year, month, day, standard, text.slice(all.length));
  }
  const dayFirst = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})/.exec(text);
  if (dayFirst === null) return undefined;
  const [all, day = "", , month = "", year = ""] = dayFirst;
  return assemble(year, month, day, false, text.slice(all.length));
}

function assemble(year: string, month: string, day: string, standard: boolean, rest: string) {
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  return { date: `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`, standard, rest };
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half === "PM" ? 12 : 0);
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
