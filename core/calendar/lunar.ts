/**
 * The Vietnamese lunar calendar by the algorithm of Hồ Ngọc Đức (after Jean Meeus), computed at UTC+7.
 * A calendar computed at UTC+8 differs in 1985, 2007 and 2030.
 */
import { dateOfDayNumber, dayNumber, type LocalDate } from "./vietnam-time.ts";

export interface LunarDate {
  readonly day: number;
  readonly month: number;
  readonly year: number;
  readonly leap: boolean;
}

/** A lunar date that does not exist, such as day 30 of a month of 29 days or a leap month in a year without it. */
export class NoSuchLunarDate extends Error {
  readonly code = "calendar.no-such-lunar-date";
  constructor(date: LunarDate) {
    super(
      `There is no day ${date.day} of ${date.leap ? "leap " : ""}month ${date.month} in lunar year ${date.year}`,
    );
  }
}

const TIME_ZONE = 7;
/** Julian day number of 1970-01-01. */
const JDN_OF_EPOCH = 2440588;

/** The solar date of a lunar date. Throws `NoSuchLunarDate`. */
export function solarOf(lunar: LunarDate): LocalDate {
  const afterNewYear = lunar.month < 11 ? lunar.year : lunar.year + 1;
  const start = month11(afterNewYear - 1);
  const end = month11(afterNewYear);
  const k = indexOfMonth(start);
  let offset = lunar.month - 11;
  if (offset < 0) offset += 12;
  const leapOffset = end - start > 365 ? leapMonthOffset(start) : undefined;
  if (lunar.leap && leapOffset !== offset + 1) throw new NoSuchLunarDate(lunar);
  if (leapOffset !== undefined && (lunar.leap || offset >= leapOffset)) offset += 1;
  const first = newMoonDay(k + offset);
  const length = newMoonDay(k + offset + 1) - first;
  if (lunar.month < 1 || lunar.month > 12 || lunar.day < 1 || lunar.day > length)
    throw new NoSuchLunarDate(lunar);
  return dateOfDayNumber(first + lunar.day - 1 - JDN_OF_EPOCH);
}

/** The lunar date of a solar date. */
export function lunarOf(date: LocalDate): LunarDate {
  const jdn = dayNumber(date) + JDN_OF_EPOCH;
  let first = newMoonDay(indexOfMonth(jdn) + 1);
  if (first > jdn) first = newMoonDay(indexOfMonth(jdn));
  if (first > jdn) first = newMoonDay(indexOfMonth(jdn) - 1);
  const solarYear = Number(date.slice(0, 4));
  const thisEleventh = month11(solarYear);
  const [start, end, year] =
    thisEleventh > first
      ? [month11(solarYear - 1), thisEleventh, solarYear]
      : [thisEleventh, month11(solarYear + 1), solarYear + 1];
  const months = Math.round((first - start) / 29.530588853);
  const leapOffset = end - start > 365 ? leapMonthOffset(start) : undefined;
  const shifted = leapOffset !== undefined && months >= leapOffset ? months - 1 : months;
  const month = ((shifted + 10) % 12) + 1;
  return {
    day: jdn - first + 1,
    month,
    year: month >= 11 && shifted < 4 ? year - 1 : year,
    leap: leapOffset === months,
  };
}

/** Tết: day 1 of lunar month 1. */
export function lunarNewYear(year: number): LocalDate {
  return solarOf({ day: 1, month: 1, year, leap: false });
}

/** Giỗ Tổ Hùng Vương: day 10 of lunar month 3 (Bộ luật Lao động 2019, Điều 112). */
export function hungKingsDay(year: number): LocalDate {
  return solarOf({ day: 10, month: 3, year, leap: false });
}

function sin(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180);
}

/** Index of the new moon near a Julian day number. */
function indexOfMonth(jdn: number): number {
  return Math.floor(0.5 + (jdn - 2415021.076998695) / 29.530588853);
}

/** Local day (Julian day number) of new moon k, counted from 1900-01-01. */
function newMoonDay(k: number): number {
  const T = k / 1236.85;
  const T2 = T * T;
  const T3 = T2 * T;
  const J =
    2415020.75933 +
    29.53058868 * k +
    0.0001178 * T2 -
    0.000000155 * T3 +
    0.00033 * sin(166.56 + 132.87 * T - 0.009173 * T2);
  const M = 359.2242 + 29.10535608 * k - 0.0000333 * T2 - 0.00000347 * T3;
  const Mp = 306.0253 + 385.81691806 * k + 0.0107306 * T2 + 0.00001236 * T3;
  const F = 21.2964 + 390.67050646 * k - 0.0016528 * T2 - 0.00000239 * T3;
  const C =
    (0.1734 - 0.000393 * T) * sin(M) +
    0.0021 * sin(2 * M) -
    0.4068 * sin(Mp) +
    0.0161 * sin(2 * Mp) -
    0.0004 * sin(3 * Mp) +
    0.0104 * sin(2 * F) -
    0.0051 * sin(M + Mp) -
    0.0074 * sin(M - Mp) +
    0.0004 * sin(2 * F + M) -
    0.0004 * sin(2 * F - M) -
    0.0006 * sin(2 * F + Mp) +
    0.001 * sin(2 * F - Mp) +
    0.0005 * sin(2 * Mp + M);
  const deltaT =
    T < -11
      ? 0.001 + 0.000839 * T + 0.0002261 * T2 - 0.00000845 * T3 - 0.000000081 * T * T3
      : -0.000278 + 0.000265 * T + 0.000262 * T2;
  return Math.floor(J + C - deltaT + 0.5 + TIME_ZONE / 24);
}

/** Sector 0..11 of 30 degrees each that the sun stands in at local midnight of a day. */
function sunSector(jdn: number): number {
  const T = (jdn - 0.5 - TIME_ZONE / 24 - 2451545) / 36525;
  const T2 = T * T;
  const M = 357.5291 + 35999.0503 * T - 0.0001559 * T2 - 0.00000048 * T * T2;
  const L0 = 280.46645 + 36000.76983 * T + 0.0003032 * T2;
  const L =
    L0 +
    (1.9146 - 0.004817 * T - 0.000014 * T2) * sin(M) +
    (0.019993 - 0.000101 * T) * sin(2 * M) +
    0.00029 * sin(3 * M);
  return Math.floor((L - 360 * Math.floor(L / 360)) / 30);
}

/** First day of the eleventh lunar month (the one with the winter solstice) that begins in a solar year. */
function month11(year: number): number {
  const offset = dayNumber(`${String(year).padStart(4, "0")}-12-31`) + JDN_OF_EPOCH - 2415021;
  const k = Math.floor(offset / 29.530588853);
  const first = newMoonDay(k);
  return sunSector(first) >= 9 ? newMoonDay(k - 1) : first;
}

/** Offset from month 11 of the leap month: the first month without a change of sector. */
function leapMonthOffset(start: number): number {
  const k = indexOfMonth(start);
  let i = 1;
  let sector = sunSector(newMoonDay(k + i));
  for (;;) {
    i += 1;
    const next = sunSector(newMoonDay(k + i));
    if (next === sector || i > 14) return i - 1;
    sector = next;
  }
}
