const OFFSET_MS = 7 * 3_600_000;

/** `2026-11-23T07:48:51+07:00`: the time of Vietnam, which has one zone and no summer time. Years 0 to 9999. */
export function isoTime(time: Date): string {
  return `${new Date(time.getTime() + OFFSET_MS).toISOString().slice(0, -5)}+07:00`;
}

/**
 * A day or a time as an operator types it: `2026-02-14` (the end of that day), `2026-02-14T09:30`, with seconds, with `Z`
 * or an offset. Without a zone it is the time of Vietnam.
 *
 * @returns undefined when it is not one
 */
export function parseTime(text: string): Date | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/i.exec(
      text.trim(),
    );
  const day = match?.[1];
  if (match === null || day === undefined) return undefined;
  const [, , clock = "23:59", seconds = match[2] === undefined ? ":59" : ":00", zone = "+07:00"] = match;
  const time = new Date(`${day}T${clock}${seconds}${zone.toUpperCase()}`);
  // 30 February is read as 2 March by Date: a day that does not exist is refused instead.
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return Number.isNaN(time.getTime()) || !exists ? undefined : time;
}
