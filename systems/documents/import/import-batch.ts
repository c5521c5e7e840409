import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { seriesOf } from "../../../core/numbering/index.ts";
import { indexItems } from "../../../core/search/index.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { enterBooks } from "../closing/assert-book-open.ts";
import { incomingItems, outgoingItems } from "../search/document-items.ts";
import { putFileTexts } from "../search/index-documents.ts";
import type { DocumentLine } from "./document-line.ts";
import type { LineRefusal, RefusalCode } from "./refusals.ts";
import { type Placed, rowsOfDocuments } from "./rows-of-documents.ts";
import type { FileTaker } from "./take-file.ts";
import { writeRows } from "./write-rows.ts";

export const DOCUMENTS_FILE = "documents.csv";

/** What became of some lines of `documents.csv`. */
export interface BatchResult {
  readonly taken: number;
  readonly refused: readonly LineRefusal[];
}

/** Takes the files of lines into the store, a few at a time. */
export async function withFiles(
  taker: FileTaker,
  lines: readonly DocumentLine[],
): Promise<readonly { readonly line: DocumentLine; readonly file: Placed["file"] | RefusalCode }[]> {
  return await Promise.all(
    lines.map(async (line) => {
      if (!line.file) return { line, file: undefined };
      const taken = await taker.take(line.file.path, line.file.sha256, true);
      return { line, file: "refused" in taken ? taken.refused : taken };
    }),
  );
}

/**
 * Writes lines that can be taken: rows, keys, search. Those whose key is known or whose number of the register belongs
 * to another document are refused; the others go in all the same.
 */
export async function importBatch(
  tx: Transaction,
  system: string,
  lines: Awaited<ReturnType<typeof withFiles>>,
): Promise<BatchResult> {
  const { queries, now } = tx;
  // Word indexes take the words of many documents at once for much less than one by one; the end of the run sorts in.
  await sql`set local gin_pending_list_limit = '64MB'`.execute(queries);
  const refused: LineRefusal[] = [];
  const refuse = (line: DocumentLine, code: RefusalCode, detail: string): void =>
    void refused.push({ file: DOCUMENTS_FILE, line: line.line, key: line.key, code, detail });
  const known = await knownKeys(
    queries,
    system,
    lines.map(({ line }) => line.key),
  );
  const numbers = await takenNumbers(
    queries,
    lines.map(({ line }) => line),
  );
  const closed = await closedBooks(
    queries,
    lines.map(({ line }) => line.body.id),
  );
  const seen = new Set<string>();
  const placed: Placed[] = [];
  for (const { line, file } of lines) {
    const number = numberKey(line);
    if (typeof file === "string") refuse(line, file, line.file?.path ?? "");
    else if (known.has(line.key)) refuse(line, "known-key", line.key);
    else if (seen.has(line.key)) refuse(line, "repeated-key", line.key);
    else if (number !== undefined && numbers.has(number))
      refuse(line, "number-taken", number.split("/").slice(1).join("/"));
    else if (number !== undefined && closed.has(bookKey(line)))
      refuse(line, "book-closed", String(bookYearOf(line)));
    else {
      seen.add(line.key);
      if (number !== undefined) numbers.add(number);
      placed.push({ id: uuidv7(line.arrivedAt), line, file });
    }
  }
  await writeRows(queries, rowsOfDocuments(placed, system, now));
  await keepKeys(queries, system, placed);
  await raiseCounters(queries, placed);
  await indexPlaced(
    tx,
    placed.map(({ id }) => id),
  );
  return { taken: placed.length, refused };
}

/** Puts documents into the search, and their files into the queue of those to be read. */
export async function indexPlaced(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const found = [
    ...(await incomingItems(tx.queries, sql`where i.id = any(${[...ids]}::uuid[])`)),
    ...(await outgoingItems(tx.queries, sql`where o.id = any(${[...ids]}::uuid[])`)),
  ];
  await indexItems(
    tx.queries,
    found.map(({ item }) => item),
  );
  await putFileTexts(
    tx,
    found.flatMap(({ files }) => files),
  );
}

async function knownKeys(
  queries: Queries,
  system: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select key from documents.import_key where system = ${system} and key = any(${[...keys]}::text[])`.execute(
    queries,
  );
  return new Set(rows.map((row) => row.key));
}

/** The place of a line in its register; undefined when it takes none. */
function numberKey(line: DocumentLine): string | undefined {
  if (line.direction === "outgoing")
    return `${line.body.id}/${Number(line.number)}/${line.notation}/${line.date}`;
  if (line.incomingState === "refused" || line.arrivalNumber === null) return undefined;
  return `${line.body.id}/${yearOf(line)}/${line.secrecy > 0}/${line.arrivalNumber}`;
}

/** Registers that take no more entries; who closes one waits until this batch is in. */
async function closedBooks(queries: Queries, organisations: readonly string[]): Promise<ReadonlySet<string>> {
  await enterBooks(queries);
  const { rows } = await sql<{ key: string }>`
    select organisation_id || '/' || book || '/' || year || '/' || secret as key from documents.book_closing
     where organisation_id = any(${[...new Set(organisations)]}::uuid[]) and state in ('asked', 'closed')
       and book in ('incoming', 'outgoing')`.execute(queries);
  return new Set(rows.map((row) => row.key));
}

function bookKey(line: DocumentLine): string {
  return `${line.body.id}/${line.direction}/${bookYearOf(line)}/${line.secrecy > 0}`;
}

function bookYearOf(line: DocumentLine): number {
  return line.direction === "outgoing" ? Number(line.date.slice(0, 4)) : yearOf(line);
}

function yearOf(line: DocumentLine): number {
  return Number(new Date(line.arrivedAt.getTime() + 7 * 3_600_000).toISOString().slice(0, 4));
}

async function takenNumbers(queries: Queries, lines: readonly DocumentLine[]): Promise<Set<string>> {
  const asked = lines.map((line) => ({
    organisation: line.body.id,
    outgoing: line.direction === "outgoing",
    number: line.direction === "outgoing" ? Number(line.number) : (line.arrivalNumber ?? 0),
    text: line.number.padStart(2, "0"),
    notation: line.notation,
    date: line.date,
    year: yearOf(line),
    secret: line.secrecy > 0,
  }));
  const { rows } = await sql<{ key: string }>`
    with asked as (select * from json_to_recordset(${JSON.stringify(asked)}::json) as r(organisation uuid,
      outgoing boolean, number integer, text text, notation text, date date, year integer, secret boolean))
    select a.organisation || '/' || a.year || '/' || a.secret || '/' || a.number as key
      from asked a join documents.incoming i on i.organisation_id = a.organisation and i.arrival_year = a.year
       and (i.confidentiality > 0) = a.secret and i.arrival_number = a.number
     where not a.outgoing
    union all
    select a.organisation || '/' || a.number || '/' || a.notation || '/' || a.date
      from asked a join documents.outgoing o on o.organisation_id = a.organisation and o.code_number_text = a.text
       and o.code_notation = a.notation and o.issued_date = a.date
     where a.outgoing`.execute(queries);
  return new Set(rows.map((row) => row.key));
}

async function keepKeys(queries: Queries, system: string, placed: readonly Placed[]): Promise<void> {
  const rows = placed.map(({ id, line }) => ({ key: line.key, id, direction: line.direction }));
  await sql`insert into documents.import_key (system, key, document_id, direction)
    select ${system}, key, id, direction from json_to_recordset(${JSON.stringify(rows)}::json)
      as r(key text, id uuid, direction text)`.execute(queries);
}

/** New documents go on behind the imported ones: a number is given once (NĐ 30/2020 Art. 15, 22). */
async function raiseCounters(queries: Queries, placed: readonly Placed[]): Promise<void> {
  const known = new Map<string, Promise<string>>();
  const seriesOfLine = (line: DocumentLine): Promise<string> => {
    const outgoing = line.direction === "outgoing";
    const abbreviation = outgoing ? (line.type?.abbreviation ?? "") : "";
    const normative = outgoing && (line.type?.ownSeries ?? false);
    const key = [line.body.id, line.direction, abbreviation, normative, line.secrecy > 0].join("/");
    const series =
      known.get(key) ??
      seriesOf(queries, {
        organisationId: line.body.id,
        direction: line.direction,
        documentType: abbreviation === "" ? null : abbreviation,
        secret: line.secrecy > 0,
        normative,
      });
    known.set(key, series);
    return series;
  };
  const last = new Map<string, { organisation_id: string; series: string; year: number; last: number }>();
  for (const { line } of placed) {
    const outgoing = line.direction === "outgoing";
    const number = outgoing ? Number(line.number) : line.arrivalNumber;
    if (number === null || (!outgoing && line.incomingState === "refused")) continue;
    const year = outgoing ? Number(line.date.slice(0, 4)) : yearOf(line);
    const series = await seriesOfLine(line);
    const key = `${line.body.id}/${series}/${year}`;
    const before = last.get(key)?.last ?? 0;
    last.set(key, { organisation_id: line.body.id, series, year, last: Math.max(before, number) });
  }
  await sql`
    insert into numbering.counter as c (organisation_id, series, year, last)
    select * from json_to_recordset(${JSON.stringify([...last.values()])}::json)
      as r(organisation_id uuid, series text, year integer, last bigint)
     order by organisation_id, series, year
    on conflict (organisation_id, series, year) do update set last = greatest(c.last, excluded.last)`.execute(
    queries,
  );
}
