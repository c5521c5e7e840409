import { type LocalDate, localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { formatDate, formatTime } from "../../../core/ui/index.ts";

interface Times {
  readonly starts_at: Date;
  readonly ends_at: Date;
}

/** "08:00–09:30 04/03/2022", or "08:00 04/03/2022 – 16:30 06/03/2022" when it lasts several days. */
export function whenOfEvent({ starts_at, ends_at }: Times): string {
  return localDateOf(starts_at) === lastDayOf({ starts_at, ends_at })
    ? `${formatTime(starts_at)}–${formatTime(ends_at)} ${formatDate(starts_at)}`
    : `${formatTime(starts_at)} ${formatDate(starts_at)} – ${formatTime(ends_at)} ${formatDate(ends_at)}`;
}

/** Its hours on one of its days: "08:00–09:30"; of several days "08:00–", "cả ngày", "–16:30". */
export function hoursOn(day: LocalDate, { starts_at, ends_at }: Times): string {
  const [first, last] = [localDateOf(starts_at) === day, lastDayOf({ starts_at, ends_at }) === day];
  if (!first && !last) return "cả ngày";
  return `${first ? formatTime(starts_at) : ""}–${last ? formatTime(ends_at) : ""}`;
}

/** The days between two on which it is held. */
export function daysOfEvent(event: Times, from: LocalDate, until: LocalDate): LocalDate[] {
  const days: LocalDate[] = [];
  const first = localDateOf(event.starts_at);
  for (let day = first < from ? from : first; day <= lastDayOf(event) && day < until; day = plusDays(day, 1))
    days.push(day);
  return days;
}

/** What ends at midnight is not held on the day that begins then. */
function lastDayOf({ ends_at }: Times): LocalDate {
  return localDateOf(new Date(ends_at.getTime() - 1));
}
