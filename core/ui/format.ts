/**
 * Dates, times, numbers and money as Vietnamese administration writes them. Hand-written instead of Intl because
 * a register of 50 rows formats hundreds of them per page. Time zone is always Vietnam's, UTC+7 without summer time
 * (QĐ 28/2018/QĐ-TTg Art. 14.4).
 */
const VIETNAM_OFFSET_MS = 7 * 3_600_000;

/** An instant, or a calendar date "YYYY-MM-DD" that belongs to no time zone. */
export type DateLike = Date | string;

/** `04/03/2022`. Accepts an instant, an ISO date or an ISO date-time with zone. */
export function formatDate(value: DateLike): string {
  if (typeof value === "string" && value.length === 10) {
    return `${value.slice(8, 10)}/${value.slice(5, 7)}/${value.slice(0, 4)}`;
  }
  const local = inVietnam(value);
  return `${pad(local.getUTCDate())}/${pad(local.getUTCMonth() + 1)}/${local.getUTCFullYear()}`;
}

/** `14:05`. */
export function formatTime(value: DateLike): string {
  const local = inVietnam(value);
  return `${pad(local.getUTCHours())}:${pad(local.getUTCMinutes())}`;
}

/** `14:05 04/03/2022`. */
export function formatDateTime(value: DateLike): string {
  return `${formatTime(value)} ${formatDate(value)}`;
}

/** `3.264.993` and `0,64`: dot between thousands, comma before decimals, in both languages of the house. */
export function formatNumber(value: number, decimals = 0): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? "-" : "";
  return fraction === undefined ? sign + grouped : `${sign}${grouped},${fraction}`;
}

/** `50.000 đ`, amount in đồng. */
export function formatMoney(dong: number): string {
  return `${formatNumber(dong)}\u00a0đ`;
}

/** `1,4 MB`; bytes in, decimal units out. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${formatNumber(bytes / 1000)} KB`;
  const tenths = Math.round(bytes / 100_000);
  return `${formatNumber(tenths / 10, tenths % 10 === 0 ? 0 : 1)} MB`;
}

/**
 * Reads a date as people type it (`4/3/2022`, `04-03-2022`, `04.03.2022`) into ISO `2022-03-04`.
 * Returns undefined for anything that is not a day of the calendar.
 */
export function parseTypedDate(typed: string): string | undefined {
  const match = /^\s*(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})\s*$/.exec(typed);
  return match ? dayOf(Number(match[3]), Number(match[2]), Number(match[1])) : undefined;
}

/** Reads a date from an address or a form: typed by a person, or already ISO. Undefined for what is no day. */
export function parseDay(text: string): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match ? dayOf(Number(match[1]), Number(match[2]), Number(match[3])) : parseTypedDate(text);
}

/** A day that exists, from year 1 on: the calendar of the database has no year 0. */
function dayOf(year: number, month: number, day: number): string | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year > 0 ? `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}` : undefined;
}

/** Machine-readable value for `<time datetime>`. */
export function isoDateTime(value: DateLike): string {
  return typeof value === "string" ? value : value.toISOString();
}

function inVietnam(value: DateLike): Date {
  const instant = typeof value === "string" ? new Date(value) : value;
  return new Date(instant.getTime() + VIETNAM_OFFSET_MS);
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** A mobile number kept as `+84…`, the way people write it: 0912 345 678. */
export function formatMobile(stored: string): string {
  const local = stored.replace(/^\+84/, "0");
  return `${local.slice(0, 4)} ${local.slice(4, 7)} ${local.slice(7)}`.trim();
}
