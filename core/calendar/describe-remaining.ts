/** Words for the time to a deadline, in Vietnamese and English. */
import { workingDaysBetween, workingTimeBetween } from "./deadline.ts";
import type { WorkingCalendar } from "./working-calendar.ts";

export interface Remaining {
  readonly kind: "remaining" | "overdue";
  readonly vi: string;
  readonly en: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * What is left in working time ("còn 3 giờ làm việc"), or how long ago the time ran out, in elapsed time
 * ("quá hạn 2 ngày"). Always rounded down to the largest unit that fits.
 */
export function describeRemaining(due: Date, now: Date, calendar: WorkingCalendar): Remaining {
  return now.getTime() > due.getTime() ? overdue(now.getTime() - due.getTime()) : left(due, now, calendar);
}

function overdue(ms: number): Remaining {
  const [count, vi, en] =
    ms >= DAY
      ? [Math.floor(ms / DAY), "ngày", "day"]
      : ms >= HOUR
        ? [Math.floor(ms / HOUR), "giờ", "hour"]
        : [Math.max(1, Math.floor(ms / MINUTE)), "phút", "minute"];
  return { kind: "overdue", vi: `quá hạn ${count} ${vi}`, en: `overdue by ${count} ${plural(en, count)}` };
}

function left(due: Date, now: Date, calendar: WorkingCalendar): Remaining {
  const days = workingDaysBetween(now, due, calendar);
  const ms = workingTimeBetween(now, due, calendar);
  if (days > 0) return remaining(days, "ngày", "day");
  if (ms >= HOUR) return remaining(Math.floor(ms / HOUR), "giờ", "hour");
  if (ms >= MINUTE) return remaining(Math.floor(ms / MINUTE), "phút", "minute");
  return { kind: "remaining", vi: "đến hạn", en: "due now" };
}

function remaining(count: number, vi: string, en: string): Remaining {
  return {
    kind: "remaining",
    vi: `còn ${count} ${vi} làm việc`,
    en: `${count} working ${plural(en, count)} left`,
  };
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}
