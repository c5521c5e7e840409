import { sql } from "kysely";
import type { Transaction } from "../../../core/transaction/index.ts";
import "./tables.ts";

/** How soon: a clerk with an open form comes before scans that are read for the search. */
export type ReadingUrgency = "waited-for" | "in-passing";

const PRIORITY: Readonly<Record<ReadingUrgency, number>> = { "waited-for": 0, "in-passing": 20 };

/** All scans wait in one line, so that reading takes one core however many come. */
export const SCAN_QUEUE = "documents.read-scan";

/**
 * Has a stored scan read. What was read of it already is kept; asked twice, it is read once. A reading that failed is
 * begun again.
 */
export async function askReading(tx: Transaction, sha256: string, urgency: ReadingUrgency): Promise<void> {
  await sql`insert into documents.scan_reading (sha256, state, requested_at) values (${sha256}, 'waiting', ${tx.now})
    on conflict (sha256) do update
      set state = case when scan_reading.state = 'done' then 'done' else 'waiting' end,
          whole = 'waiting', code = null, pages = null, pages_read = 0, unread = '{}', requested_at = excluded.requested_at,
          copy_sha256 = null, copy_size = null
      where scan_reading.whole = 'failed' or scan_reading.state = 'not-installed'
         or (scan_reading.whole = 'done' and scan_reading.unread <> '{}')`.execute(tx.queries);
  enqueueReading(tx, sha256, urgency);
}

/** Notes a scan that nobody asked to read yet, so that whoever opens its document is offered it. */
export async function offerReading(tx: Transaction, sha256: string): Promise<void> {
  await sql`insert into documents.scan_reading (sha256, state, requested_at, whole, code)
    values (${sha256}, 'waiting', ${tx.now}, 'failed', 'not-asked') on conflict do nothing`.execute(
    tx.queries,
  );
}

/** Puts the next pages of a scan into the line. */
export function enqueueReading(tx: Transaction, sha256: string, urgency: ReadingUrgency): void {
  tx.enqueue(
    "documents.read-scan",
    { sha256 },
    { key: `read-scan:${sha256}`, queue: SCAN_QUEUE, maxAttempts: 4, priority: PRIORITY[urgency] },
  );
}

/** A scan is destroyed with the last document that has it: neither its words nor its copy stay. */
export async function forgetScans(tx: Transaction, contents: readonly string[]): Promise<void> {
  if (contents.length === 0) return;
  const given = [...contents];
  await sql`delete from documents.scan_reading r where r.sha256 = any(${given}::text[])
      and not exists (select from documents.incoming i where i.file_sha256 = r.sha256)
      and not exists (select from documents.outgoing o where o.file_sha256 = r.sha256)
      and not exists (select from documents.attachment a where a.file_sha256 = r.sha256)`.execute(tx.queries);
}
