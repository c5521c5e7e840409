import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";

/** A run of an import or of a history, as an administrator sees it. */
export interface BulkRun {
  readonly id: string;
  readonly kind: "import" | "history";
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly state: "running" | "finished";
  readonly documents: number;
  readonly refused: number;
  /** Lines taken, by file. */
  readonly taken: Readonly<Record<string, number>>;
  readonly started_at: Date;
  readonly finished_at: Date | null;
}

/** A refused line with one of its reasons. */
export interface RefusedLine {
  readonly file: string;
  readonly line: number;
  readonly key: string;
  readonly code: string;
  readonly detail: string;
}

/** The newest runs, or one of them. */
export async function readRuns(queries: Queries, id?: string): Promise<readonly BulkRun[]> {
  const { rows } = await sql<BulkRun>`
    select id, kind, parameters, state, documents, refused, taken, started_at, finished_at from documents.bulk_run
     where ${id === undefined ? sql`true` : sql`id = ${id}::uuid`} order by started_at desc limit 100`.execute(
    queries,
  );
  return rows;
}

/** Refused lines of a run in the order of its files, at most `limit`, behind `after`. */
export async function readRefused(
  queries: Queries,
  runId: string,
  limit: number,
  after: Pick<RefusedLine, "file" | "line" | "code"> = { file: "", line: 0, code: "" },
): Promise<readonly RefusedLine[]> {
  const { rows } = await sql<RefusedLine>`
    select file, line, key, code, detail from documents.import_refusal
     where run_id = ${runId}::uuid and (file, line, code) > (${after.file}, ${after.line}, ${after.code})
     order by file, line, code limit ${limit}`.execute(queries);
  return rows;
}
