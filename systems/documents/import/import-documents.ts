import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { House } from "../../../core/system.ts";
import { type Transaction, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { DOCUMENT_COLUMNS, type DocumentLine, type KnownType, parseDocumentLine } from "./document-line.ts";
import { DOCUMENTS_FILE, importBatch, withFiles } from "./import-batch.ts";
import { readDirectory } from "./import-directory.ts";
import { type ImportPart, PARTS } from "./import-parts.ts";
import { type CsvRecord, readCsv } from "./read-csv.ts";
import type { LineRefusal } from "./refusals.ts";
import { fileTaker } from "./take-file.ts";
import "./tables.ts";

/** The folder is no import: none of its files is there. */
export class NothingToImport extends Error {
  readonly code = "import.no-documents";
}

export interface ImportOptions {
  /** Folder with documents.csv, files.csv, rights.csv, registers.csv, those of `parts`, each if wanted, and the files. */
  readonly folder: string;
  /** Name of the system the documents come from: keys are its own. */
  readonly system: string;
  /** Files of other rooms, taken after those of this one. */
  readonly parts?: readonly ImportPart[];
  /** Told after each batch. */
  readonly onProgress?: (report: ImportReport & { readonly file: string }) => void;
}

export interface ImportReport {
  readonly runId: string;
  readonly documents: number;
  readonly refused: number;
}

const BATCH = 1_000;
const ACTOR = { kind: "system", name: "import-documents" } as const;

/**
 * Takes the documents, files, rights and registers of another system over (docs/import.md). Each batch commits with how
 * far the run has come: called again after a crash it goes on there, and called again after its end it does nothing. A
 * line that cannot be taken is noted with every reason; the others go in.
 *
 * @throws NothingToImport
 * @throws CsvError when a file is no CSV from some line on; what stands before it is taken
 */
export async function importDocuments(house: House, options: ImportOptions): Promise<ImportReport> {
  const { folder, system } = options;
  const parts = [...PARTS, ...(options.parts ?? [])];
  if (![DOCUMENTS_FILE, ...parts.map((part) => part.file)].some((name) => existsSync(join(folder, name))))
    throw new NothingToImport(`no ${DOCUMENTS_FILE} in ${folder}`);
  const run = await openRun(house, options);
  const standing = { documents: run.documents, refused: run.refused };
  if (run.finished) return { runId: run.id, ...standing };
  const directory = await readDirectory(house.database.queries);
  const types = await readTypes(house);
  const taker = await fileTaker(house, folder);
  const step = async (
    file: string,
    records: readonly CsvRecord[],
    work: (tx: Transaction) => Promise<{ readonly taken: number; readonly refused: readonly LineRefusal[] }>,
  ): Promise<void> => {
    const last = records.at(-1)?.line ?? 0;
    const done = await transact(house, { actor: ACTOR }, async (tx) => {
      const result = await work(tx);
      await noteProgress(tx, run.id, { file, line: last, ...result });
      return { taken: file === DOCUMENTS_FILE ? result.taken : 0, refused: linesOf(result.refused) };
    });
    standing.documents += done.taken;
    standing.refused += done.refused;
    options.onProgress?.({ runId: run.id, ...standing, file });
  };

  // The files of the next lines are read while these are written.
  let writing: Promise<void> = Promise.resolve();
  const main = join(folder, DOCUMENTS_FILE);
  for await (const records of existsSync(main)
    ? batches(main, DOCUMENT_COLUMNS, run.progress[DOCUMENTS_FILE])
    : []) {
    const { lines, refused } = parseLines(records, directory, types);
    const ready = await withFiles(taker, lines);
    await writing;
    writing = step(DOCUMENTS_FILE, records, async (tx) => {
      const result = await importBatch(tx, system, ready);
      return { taken: result.taken, refused: [...refused, ...result.refused] };
    });
    writing.catch(() => undefined);
  }
  await writing;
  for (const part of parts) {
    const path = join(folder, part.file);
    if (!existsSync(path)) continue;
    for await (const records of batches(path, part.columns, run.progress[part.file]))
      await step(part.file, records, async (tx) => {
        const refused = await part.take({ tx, system, directory, taker }, records);
        return { taken: records.length - linesOf(refused), refused };
      });
  }
  await sortInWords(house);
  await finishRun(house, run.id, standing);
  return { runId: run.id, ...standing };
}

function parseLines(
  records: readonly CsvRecord[],
  directory: Awaited<ReturnType<typeof readDirectory>>,
  types: ReadonlyMap<string, KnownType>,
): { readonly lines: readonly DocumentLine[]; readonly refused: readonly LineRefusal[] } {
  const lines: DocumentLine[] = [];
  const refused: LineRefusal[] = [];
  for (const record of records) {
    const parsed = parseDocumentLine(record, directory, types);
    if (!("problems" in parsed)) lines.push(parsed);
    else
      for (const [code, detail] of parsed.problems)
        refused.push({
          file: DOCUMENTS_FILE,
          line: record.line,
          key: (record.cells.key ?? "").slice(0, 200),
          code,
          detail,
        });
  }
  return { lines, refused };
}

async function* batches(
  path: string,
  columns: readonly string[],
  done = 0,
): AsyncGenerator<readonly CsvRecord[]> {
  let batch: CsvRecord[] = [];
  for await (const record of readCsv(path, columns)) {
    if (record.line <= done) continue;
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface Run {
  readonly id: string;
  readonly documents: number;
  readonly refused: number;
  readonly finished: boolean;
  readonly progress: Readonly<Record<string, number>>;
}

async function openRun(house: House, { folder, system, parts = [] }: ImportOptions): Promise<Run> {
  const source = await fingerprint(folder, system, parts);
  return await transact(house, { actor: ACTOR }, async (tx) => {
    const row =
      (await tx.queries
        .selectFrom("documents.bulk_run")
        .selectAll()
        .where("kind", "=", "import")
        .where("source", "=", source)
        .forUpdate()
        .executeTakeFirst()) ??
      (await tx.queries
        .insertInto("documents.bulk_run")
        .values({
          id: uuidv7(tx.now),
          kind: "import",
          source,
          parameters: JSON.stringify({ folder, system }),
          started_by_name: "Hệ thống",
          started_at: tx.now,
        })
        .returningAll()
        .executeTakeFirstOrThrow());
    return {
      id: row.id,
      documents: row.documents,
      refused: row.refused,
      finished: row.state === "finished",
      progress: row.progress,
    };
  });
}

/** The same files from the same system are the same run, wherever the folder lies. */
async function fingerprint(folder: string, system: string, parts: readonly ImportPart[]): Promise<string> {
  const hash = createHash("sha256").update(system);
  for (const name of [DOCUMENTS_FILE, ...PARTS.map((part) => part.file)]) {
    hash.update(`\0${name}\0`);
    const path = join(folder, name);
    if (existsSync(path)) for await (const chunk of createReadStream(path)) hash.update(chunk);
  }
  // Those of other rooms count where they are: a run begun before a room took part stays the same run.
  for (const { file } of parts) {
    const path = join(folder, file);
    if (!existsSync(path)) continue;
    hash.update(`\0${file}\0`);
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  }
  return hash.digest("hex");
}

async function readTypes(house: House): Promise<ReadonlyMap<string, KnownType>> {
  const rows = await house.database.queries
    .selectFrom("documents.document_type")
    .select(["code", "name", "abbreviation", "own_series"])
    .orderBy("position")
    .execute();
  return new Map(
    rows.flatMap(({ own_series, ...row }) =>
      [row.code, row.name, row.abbreviation]
        .filter(Boolean)
        .map((name): [string, KnownType] => [name.toLowerCase(), { ...row, ownSeries: own_series }]),
    ),
  );
}

async function noteProgress(
  tx: Transaction,
  runId: string,
  done: { file: string; line: number; taken: number; refused: readonly LineRefusal[] },
): Promise<void> {
  await sql`insert into documents.import_refusal (run_id, file, line, key, code, detail)
    select ${runId}::uuid, file, line, key, code, detail from json_to_recordset(${JSON.stringify(done.refused)}::json)
      as r(file text, line bigint, key text, code text, detail text)
    on conflict do nothing`.execute(tx.queries);
  await sql`update documents.bulk_run
    set documents = documents + ${done.file === DOCUMENTS_FILE ? done.taken : 0},
      taken = taken || jsonb_build_object(${done.file}::text,
        coalesce((taken->>${done.file}::text)::integer, 0) + ${done.taken}::integer),
      refused = refused + ${linesOf(done.refused)},
      progress = progress || jsonb_build_object(${done.file}::text, ${done.line}::bigint)
    where id = ${runId}`.execute(tx.queries);
  tx.record({
    action: "documents.import",
    objectKind: "bulk-run",
    objectId: runId,
    data: { file: done.file, upToLine: done.line, taken: done.taken, refused: linesOf(done.refused) },
  });
}

/** The word indexes sort in what the batches left waiting, so that the first search does not pay for it. */
async function sortInWords(house: House): Promise<void> {
  await house.database.queries.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    try {
      for (const table of ["search.item", "documents.incoming", "documents.outgoing"])
        await sql`vacuum (analyze) ${sql.table(table)}`.execute(connection);
    } finally {
      await sql`reset statement_timeout`.execute(connection);
    }
  });
}

/** A line with three faults is one refused line. */
function linesOf(refused: readonly LineRefusal[]): number {
  return new Set(refused.map((each) => each.line)).size;
}

async function finishRun(
  house: House,
  runId: string,
  standing: { readonly documents: number; readonly refused: number },
): Promise<void> {
  await transact(house, { actor: ACTOR }, async (tx) => {
    await tx.queries
      .updateTable("documents.bulk_run")
      .set({ state: "finished", finished_at: tx.now })
      .where("id", "=", runId)
      .execute();
    tx.record({
      action: "documents.import",
      objectKind: "bulk-run",
      objectId: runId,
      data: { ...standing, finished: true },
    });
  });
}
