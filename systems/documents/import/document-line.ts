import { instantAt, localDateOf } from "../../../core/calendar/index.ts";
import { type DocumentWork, listOf, parseWork } from "./document-work.ts";
import type { ImportDirectory, KnownBody } from "./import-directory.ts";
import type { CsvRecord } from "./read-csv.ts";
import type { RefusalCode } from "./refusals.ts";

/** Columns that `documents.csv` must have; the others may be left out. */
export const DOCUMENT_COLUMNS = [
  "key",
  "direction",
  "organisation",
  "number",
  "notation",
  "date",
  "abstract",
] as const;

const INCOMING_STATES = [
  "registered",
  "presented",
  "assigned",
  "processing",
  "completed",
  "refused",
] as const;
const OUTGOING_STATES = ["issued", "cancelled"] as const;

/** A document type by code, name or abbreviation in lower case. */
export interface KnownType {
  readonly code: string;
  readonly name: string;
  readonly abbreviation: string;
  readonly ownSeries: boolean;
}

/** A line of `documents.csv` with everything it names found in the directory. */
export interface DocumentLine extends DocumentWork {
  readonly line: number;
  readonly key: string;
  readonly direction: "incoming" | "outgoing";
  readonly body: KnownBody;
  readonly number: string;
  readonly notation: string;
  readonly date: string;
  readonly type: KnownType | undefined;
  readonly abstract: string;
  readonly urgency: number;
  readonly secrecy: number;
  readonly signer: string;
  readonly signerPosition: string;
  readonly issuer: { readonly id: string | null; readonly code: string; readonly name: string };
  readonly arrivedAt: Date;
  readonly arrivalNumber: number | null;
  readonly incomingState: (typeof INCOMING_STATES)[number];
  readonly outgoingState: (typeof OUTGOING_STATES)[number];
  readonly deadline: Date | null;
  /** The unit's own for its person, not after the deadline. */
  readonly personDeadline: Date | null;
  readonly completedAt: Date | null;
  readonly recipients: readonly KnownBody[];
  readonly file: { readonly path: string; readonly sha256: string } | undefined;
}

/** Days that may lie in the future. */
const LATER: ReadonlySet<RefusalCode> = new Set(["deadline", "person-deadline"]);

type Problem = readonly [RefusalCode, string];

/** Reads a line; every reason why it cannot be taken is named, so that a file is mended in one round. */
export function parseDocumentLine(
  { line, cells }: CsvRecord,
  directory: ImportDirectory,
  types: ReadonlyMap<string, KnownType>,
): DocumentLine | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const cell = (name: string): string => cells[name] ?? "";
  const wrong = (code: RefusalCode, detail: string): void => void problems.push([code, detail.slice(0, 200)]);
  const text = (name: string, code: RefusalCode, most: number, least = 1): string => {
    const value = cell(name);
    if (value.length < least || value.length > most) wrong(code, value);
    return value;
  };
  const whole = (name: string, code: RefusalCode, most: number): number => {
    const value = cell(name) || "0";
    if (!/^\d{1,9}$/.test(value) || Number(value) > most) wrong(code, value);
    return Number(value);
  };
  const day = (name: string, code: RefusalCode, otherwise: string): string => {
    const value = cell(name) || otherwise;
    if (value !== "" && !(isDay(value) && (LATER.has(code) || value <= localDateOf(new Date())))) {
      wrong(code, value);
      return "2000-01-01";
    }
    return value;
  };
  const key = text("key", "missing-key", 200);
  const direction = cell("direction") === "outgoing" ? "outgoing" : "incoming";
  if (cell("direction") !== direction) wrong("direction", cell("direction"));
  const outgoing = direction === "outgoing";
  const body = directory.body(cell("organisation"));
  if (!body?.ours) wrong("organisation", cell("organisation"));
  const number = text("number", "number", 11);
  if (outgoing && !/^\d{1,9}$/.test(number)) wrong("number", number);
  const notation = text("notation", "notation", 30);
  const date = day("date", "date", "");
  if (date === "") wrong("date", "");
  const type = types.get(cell("type").toLowerCase());
  if ((cell("type") !== "" || outgoing) && !type) wrong("type", cell("type"));
  const secrecy = whole("secrecy", "secrecy", 3);
  const issuer = outgoing ? undefined : directory.body(cell("issuer_code"));
  if (!outgoing && !issuer) text("issuer", "issuer", 200);
  const arrivalNumber =
    cell("arrival_number") === "" ? null : whole("arrival_number", "arrival-number", 999_999_999);
  if (arrivalNumber === 0) wrong("arrival-number", "0");
  const arrived = day("arrived", "arrived", date);
  const deadline = day("deadline", "deadline", "");
  const completed = day("completed", "state", "");
  const incomingState = INCOMING_STATES.find((each) => each === (cell("state") || "completed"));
  const outgoingState = OUTGOING_STATES.find((each) => each === (cell("state") || "issued"));
  if (outgoing ? !outgoingState : !incomingState) wrong("state", cell("state"));
  if (!outgoing && incomingState !== "refused" && arrivalNumber === null) wrong("arrival-number", "");
  const work = parseWork(cell, { body, outgoing, state: outgoing ? outgoingState : incomingState }, wrong);
  const personDeadline = day("person_deadline", "person-deadline", "");
  if (personDeadline !== "" && (!work.person || (deadline !== "" && personDeadline > deadline)))
    wrong("person-deadline", personDeadline);
  const codes = listOf(cell("recipients"));
  const recipients = codes.flatMap((code) => directory.body(code) ?? []);
  if (recipients.length !== codes.length) wrong("recipients", cell("recipients"));
  if (outgoing && secrecy > 0 && codes.length > 0) wrong("secret-recipients", cell("recipients"));
  const path = cell("file");
  if (outgoing && path === "") wrong("file-missing", "");
  const signer = text("signer", "signer", 50, outgoing ? 1 : 0);
  const urgency = whole("urgency", "urgency", 4);
  const abstract = text("abstract", "abstract", 500);
  if (problems.length > 0 || !body) return { problems };
  return {
    line,
    key,
    direction,
    body,
    number,
    notation,
    date,
    type,
    abstract,
    urgency,
    secrecy,
    signer,
    signerPosition: cell("signer_position").slice(0, 100),
    issuer: {
      id: issuer?.id ?? null,
      code: issuer?.code ?? cell("issuer_code").slice(0, 50),
      name: issuer?.name ?? cell("issuer"),
    },
    arrivedAt: instantAt(arrived, 8 * 3_600_000),
    arrivalNumber,
    incomingState: incomingState ?? "completed",
    outgoingState: outgoingState ?? "issued",
    ...work,
    deadline: deadline === "" ? null : instantAt(deadline, 17 * 3_600_000),
    personDeadline: personDeadline === "" ? null : instantAt(personDeadline, 17 * 3_600_000),
    completedAt: completed === "" ? null : instantAt(completed, 16 * 3_600_000),
    recipients,
    file: path === "" ? undefined : { path, sha256: cell("sha256").toLowerCase() },
  };
}

export function isDay(text: string): boolean {
  if (!/^(19|20)\d\d-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
