/**
 * Times as the interchange axis writes them: always Vietnam time (UTC+7, no summer time).
 * Basis: QĐ 28/2018/QĐ-TTg Art. 14.4 (one clock) and the wire description of the axis.
 */
const VIETNAM_OFFSET_MS = 7 * 60 * 60 * 1000;

/** `yyyy/MM/dd HH:mm:ss`, the form of TraceHeader/Timestamp and of the lists. */
export function formatDateTime(moment: Date): string {
  const [date, time] = vietnamParts(moment);
  return `${date.replaceAll("-", "/")} ${time.slice(0, 8)}`;
}

/** `yyyy/MM/dd`, the form of PromulgationDate and of the date inside a DocumentId. */
export function formatDate(moment: Date): string {
  return vietnamParts(moment)[0].replaceAll("-", "/");
}

/** `ddMMyyyy'T'HHmmss+SSSS`, where SSSS is the millisecond zero-padded to four digits, not a zone. */
export function formatSigningTimestamp(moment: Date): string {
  const [date, time] = vietnamParts(moment);
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}${month}${year}T${time.slice(0, 8).replaceAll(":", "")}+0${time.slice(9, 12)}`;
}

const SIGNING_TIMESTAMP = /^(\d{2})(\d{2})(\d{4})T(\d{2})(\d{2})(\d{2})\+(\d{4})$/;

/** Reads the form of {@link formatSigningTimestamp}; undefined when it is not a real moment. */
export function parseSigningTimestamp(value: string): Date | undefined {
  const match = SIGNING_TIMESTAMP.exec(value);
  if (!match) return undefined;
  const [day, month, year, hour, minute, second, millisecond] = match.slice(1).map(Number);
  if (
    day === undefined ||
    month === undefined ||
    year === undefined ||
    millisecond === undefined ||
    millisecond > 999
  ) {
    return undefined;
  }
  const moment = new Date(
    Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - VIETNAM_OFFSET_MS,
  );
  return formatSigningTimestamp(moment) === value ? moment : undefined;
}

function vietnamParts(moment: Date): [date: string, time: string] {
  const iso = new Date(moment.getTime() + VIETNAM_OFFSET_MS).toISOString();
  return [iso.slice(0, 10), iso.slice(11, 23)];
}
