import { type LocalDate, plusDays } from "../../../core/calendar/index.ts";

/** One entry of a calendar file: a moment, or whole days (`until` is the last one). */
export type IcsEntry = {
  readonly uid: string;
  readonly summary: string;
  readonly description?: string;
  readonly url?: string;
} & ({ readonly at: Date } | { readonly from: LocalDate; readonly until: LocalDate });

/** Longest line, octets without the line break (RFC 5545 section 3.1). */
const LINE = 75;

/**
 * A calendar as other programs read it (RFC 5545): UTF-8, CRLF, lines folded without breaking a letter.
 *
 * @param name shown by the program that subscribes
 */
export function writeIcs(name: string, entries: readonly IcsEntry[], now: Date): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Ngoc Linh//Documents//VI",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escaped(name)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...entries.flatMap((entry) => [
      "BEGIN:VEVENT",
      `UID:${entry.uid}`,
      `DTSTAMP:${moment(now)}`,
      ...("at" in entry
        ? [`DTSTART:${moment(entry.at)}`]
        : [
            `DTSTART;VALUE=DATE:${day(entry.from)}`,
            // The end of whole days is the day after the last.
            `DTEND;VALUE=DATE:${day(plusDays(entry.until, 1))}`,
          ]),
      `SUMMARY:${escaped(entry.summary)}`,
      ...(entry.description ? [`DESCRIPTION:${escaped(entry.description)}`] : []),
      ...(entry.url ? [`URL:${entry.url}`] : []),
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function moment(at: Date): string {
  return `${at.toISOString().replace(/[-:]|\.\d{3}/g, "")}`;
}

function day(date: LocalDate): string {
  return date.replaceAll("-", "");
}

function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\r\n|\r|\n/g, "\\n")
    .replace(/\p{Cc}/gu, " ");
}

function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const letter of line.toWellFormed()) {
    const size = Buffer.byteLength(letter);
    if (used + size > LINE) {
      parts.push(part);
      part = "";
      // The blank that marks a continuation counts.
      used = 1;
    }
    part += letter;
    used += size;
  }
  return [...parts, part].join("\r\n ");
}
