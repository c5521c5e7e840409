import { instantOfDay, type LocalDate, plusDays } from "../../../core/calendar/index.ts";

/** One entry of a calendar file: a moment, hours (`ends`), or whole days (`until` is the last one). */
export type IcsEntry = {
  readonly uid: string;
  readonly summary: string;
  readonly description?: string;
  readonly url?: string;
  readonly location?: string;
  /** How often it was changed (RFC 5545 section 3.8.7.4). */
  readonly sequence?: number;
  readonly cancelled?: boolean;
} & ({ readonly at: Date; readonly ends?: Date } | { readonly from: LocalDate; readonly until: LocalDate });

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
    ...ZONE,
    ...entries.flatMap((entry) => [
      "BEGIN:VEVENT",
      `UID:${entry.uid}`,
      `DTSTAMP:${moment(now)}`,
      ...("at" in entry
        ? [`DTSTART;${local(entry.at)}`, ...(entry.ends ? [`DTEND;${local(entry.ends)}`] : [])]
        : [
            `DTSTART;VALUE=DATE:${day(entry.from)}`,
            // The end of whole days is the day after the last.
            `DTEND;VALUE=DATE:${day(plusDays(entry.until, 1))}`,
          ]),
      `SUMMARY:${escaped(entry.summary)}`,
      ...(entry.description ? [`DESCRIPTION:${escaped(entry.description)}`] : []),
      ...(entry.url ? [`URL:${entry.url}`] : []),
      ...(entry.location ? [`LOCATION:${escaped(entry.location)}`] : []),
      ...(entry.sequence === undefined ? [] : [`SEQUENCE:${entry.sequence}`]),
      ...(entry.cancelled ? ["STATUS:CANCELLED"] : []),
      // Hours of an event are taken; deadlines and absences of others leave the reader free.
      `TRANSP:${"ends" in entry && !entry.cancelled ? "OPAQUE" : "TRANSPARENT"}`,
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

const TZID = "Asia/Ho_Chi_Minh";
/** Vietnam keeps UTC+7 the whole year (section 3.6.5 asks for a description of every zone named). */
const ZONE = [
  "BEGIN:VTIMEZONE",
  `TZID:${TZID}`,
  "BEGIN:STANDARD",
  "DTSTART:19750613T000000",
  "TZOFFSETFROM:+0700",
  "TZOFFSETTO:+0700",
  "TZNAME:+07",
  "END:STANDARD",
  "END:VTIMEZONE",
];

/** "TZID=Asia/Ho_Chi_Minh:20261124T080000". */
function local(at: Date): string {
  const clock = new Date(instantOfDay(0).getTime() * -1 + at.getTime());
  return `TZID=${TZID}:${moment(clock).slice(0, -1)}`;
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
