import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { Proposals } from "./propose-fields.ts";
import type { ScanCode, WholeState } from "./tables.ts";

/** What is known of a scan. */
export interface ScanRow {
  readonly sha256: string;
  readonly state: "waiting" | "done" | "unreadable" | "not-installed";
  readonly proposals: Proposals;
  readonly whole: WholeState;
  readonly code: ScanCode | null;
  readonly pages: number | null;
  readonly pages_read: number;
  readonly unread: readonly number[];
  readonly copy_sha256: string | null;
  /** Bytes; null exactly when there is no copy. */
  readonly copy_size: number | null;
  /** Scans that were asked for before this one and are not read yet. */
  readonly ahead: number;
}

export async function readingOf(queries: Queries, sha256: string): Promise<ScanRow | undefined> {
  return (await readingsOf(queries, [sha256])).get(sha256);
}

/** What is known of scans, by content; a content that nobody asked to read is not in it. */
export async function readingsOf(
  queries: Queries,
  contents: readonly string[],
): Promise<ReadonlyMap<string, ScanRow>> {
  if (contents.length === 0) return new Map();
  const { rows } = await sql<ScanRow>`
    select r.sha256, r.state, r.proposals, r.whole, r.code, r.pages, r.pages_read, r.unread, r.copy_sha256,
           r.copy_size::float8 as copy_size,
           case when r.whole <> 'waiting' then 0 else (select count(*)::integer from documents.scan_reading o
             where o.whole in ('waiting', 'reading') and o.requested_at < r.requested_at) end as ahead
      from documents.scan_reading r where r.sha256 = any(${[...contents]}::text[])`.execute(queries);
  return new Map(rows.map((row) => [row.sha256, row]));
}
