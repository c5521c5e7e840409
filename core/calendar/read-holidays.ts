/** Reads the table of dated exceptions: UTF-8, tab-separated, header `date kind name source`. */
import { z } from "zod";
import { dayNumber } from "./vietnam-time.ts";
import { type CalendarException, EXCEPTION_KINDS } from "./working-calendar.ts";

const row = z.tuple([
  z.iso.date(),
  z.enum(EXCEPTION_KINDS),
  z.string().min(1).max(200),
  z.string().min(1).max(200),
]);

/** A line of the table that cannot be read. */
export class InvalidHolidayTable extends Error {
  readonly code = "calendar.invalid-holiday-table";
  readonly line: number;
  constructor(line: number, reason: string) {
    super(`Line ${line}: ${reason}`);
    this.line = line;
  }
}

/** Parses the text of the table. Throws `InvalidHolidayTable` naming the first bad line. */
export function parseHolidayTable(text: string): readonly CalendarException[] {
  const lines = text.split(/\r?\n/);
  if (lines[0] !== "date\tkind\tname\tsource") throw new InvalidHolidayTable(1, "unexpected header");
  const exceptions: CalendarException[] = [];
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === "") continue;
    const parsed = row.safeParse(line.split("\t"));
    if (!parsed.success) throw new InvalidHolidayTable(index + 1, z.prettifyError(parsed.error));
    const [date, kind, name, source] = parsed.data;
    dayNumber(date);
    if (seen.has(date)) throw new InvalidHolidayTable(index + 1, `${date} appears twice`);
    seen.add(date);
    exceptions.push({ date, kind, name: name.normalize("NFC"), source: source.normalize("NFC") });
  }
  return exceptions;
}
