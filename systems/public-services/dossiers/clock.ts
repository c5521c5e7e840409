import {
  addCalendarDays,
  addWorkingDays,
  addWorkingHours,
  adjustedStart,
  dueAfterPause,
  endOfWorkingDay,
  morningOfNextWorkingDay,
  timeOfDay,
  type WorkingCalendar,
  workingTimeBetween,
} from "../../../core/calendar/index.ts";
import type { Duration, ProcedureCase } from "../catalogue/index.ts";
import type { Channel } from "./facts.ts";

const HOUR = 3_600_000;
/** Received later than this, a dossier is handed over on the next working day (NĐ 61/2018/NĐ-CP Art. 18). */
const HAND_OVER_BEFORE = 15 * HOUR;

/**
 * When the result is promised, for a dossier accepted at an instant.
 *
 * @returns null when no limit is set
 */
export function promisedAt(
  { channels }: Pick<ProcedureCase, "channels">,
  channel: Channel,
  accepted: Date,
  calendar: WorkingCalendar,
): Date | null {
  const durations =
    channels.find((each) => each.channel === channel)?.durations ?? channels[0]?.durations ?? [];
  const limit = durations.find(({ unit }) => unit !== "none");
  return limit ? durationEnds(limit, accepted, calendar) : null;
}

function durationEnds({ amount, unit }: Duration, from: Date, calendar: WorkingCalendar): Date | null {
  if (unit === "none") return null;
  if (unit === "hour") return addWorkingHours(from, amount, calendar);
  const whole = Math.floor(amount);
  const days =
    unit === "day" ? addCalendarDays(from, whole, calendar) : addWorkingDays(from, whole, calendar);
  // Half a working day is half of the office hours of a day of eight.
  return amount > whole ? addWorkingHours(days, (amount - whole) * 8, calendar) : days;
}

/** The latest time to hand a dossier over to whoever handles it: the same day, or after 15:00 the next morning. */
export function handOverBefore(accepted: Date, calendar: WorkingCalendar): Date {
  const from = adjustedStart(accepted, calendar);
  return timeOfDay(from) < HAND_OVER_BEFORE
    ? endOfWorkingDay(from, calendar)
    : morningOfNextWorkingDay(from, calendar);
}

/**
 * The inner deadline of a step: its share of the whole working time, never behind the promised day.
 *
 * @param share per cent of the time between acceptance and promise
 */
export function stepEnds(
  share: number,
  whole: { readonly accepted: Date; readonly due: Date | null },
  from: Date,
  calendar: WorkingCalendar,
): Date | null {
  if (whole.due === null) return null;
  if (share === 0) {
    const today = handOverBefore(from, calendar);
    return earlier(today, whole.due);
  }
  const hours = (workingTimeBetween(whole.accepted, whole.due, calendar) * share) / 100 / HOUR;
  const end = addWorkingHours(from, hours, calendar);
  return earlier(end, whole.due);
}

/** The promised time, moved by what the citizen was waited for. */
export function promiseAfterPause(
  due: Date | null,
  pause: { readonly from: Date; readonly to: Date },
  calendar: WorkingCalendar,
): Date | null {
  return due && dueAfterPause(due, pause, calendar);
}

function earlier(a: Date, b: Date): Date {
  return a.getTime() < b.getTime() ? a : b;
}
