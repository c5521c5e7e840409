import {
  dueAfterPause,
  type WorkingCalendar,
  workingDaysBetween,
  workingTimeBetween,
} from "../../../../core/calendar/index.ts";
import type { TimeUnit } from "../tables.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** While the citizen was to act; `until` null: still. */
export interface Pause {
  readonly from: Date;
  readonly until: Date | null;
}

export interface FairDue {
  readonly due: Date;
  /** What was promised before each pause ended, the oldest first. */
  readonly earlier: readonly { readonly until: Date; readonly due: Date }[];
}

/**
 * The promise that the figures are measured by: the first one, moved by the time the citizen was waited for and by
 * nothing else (QĐ 766/QĐ-TTg, indicator 2.1). An apology gives the citizen a new day; what is late stays late.
 *
 * @param pauses in any order; one that began before the acceptance moved nothing
 */
export function fairDue(
  firstDue: Date,
  receivedAt: Date,
  pauses: readonly Pause[],
  calendar: WorkingCalendar,
): FairDue {
  const earlier: { until: Date; due: Date }[] = [];
  let due = firstDue;
  for (const { from, until } of inOrder(pauses)) {
    if (until === null || from < receivedAt) continue;
    earlier.push({ until, due });
    due = dueAfterPause(due, { from, to: until }, calendar);
  }
  return { due, earlier };
}

/**
 * How long the body took, in the unit its limit is written in: days are counted as days and never made into hours
 * (working-time). The time in which the citizen was to act is not counted.
 */
export function timeTaken(
  span: { readonly from: Date; readonly to: Date },
  pauses: readonly Pause[],
  unit: TimeUnit,
  calendar: WorkingCalendar,
): number {
  const within = inOrder(pauses)
    .map(({ from, until }) => ({
      from: later(from, span.from),
      to: until === null || until > span.to ? span.to : until,
    }))
    .filter(({ from, to }) => to > from);
  const measure = MEASURES[unit];
  const waited = within.reduce((sum, { from, to }) => sum + measure(from, to, calendar), 0);
  return Math.max(0, Math.round((measure(span.from, span.to, calendar) - waited) * 100) / 100);
}

const MEASURES: Readonly<Record<TimeUnit, (from: Date, to: Date, calendar: WorkingCalendar) => number>> = {
  "working-day": workingDaysBetween,
  day: (from, to) => (to.getTime() - from.getTime()) / DAY,
  hour: (from, to, calendar) => workingTimeBetween(from, to, calendar) / HOUR,
};

function inOrder(pauses: readonly Pause[]): Pause[] {
  return [...pauses].sort((a, b) => a.from.getTime() - b.from.getTime());
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
