import type { KeyObject } from "node:crypto";
import type pg from "pg";
import { erasedBy } from "./erasure-action.ts";
import { hasGoodMac, RECORD_COLUMNS, type RecordRow } from "./leaf.ts";
import type { Finding } from "./verify-findings.ts";

interface WaitingRow extends RecordRow {
  /** The sequencer has passed this place: the row was not there then. */
  readonly passed: boolean;
}

export interface Waiting {
  readonly count: number;
  /** Records whose personal part was erased by an act that is not sealed yet. */
  readonly erasures: readonly string[];
}

/**
 * Records that have no place in the log yet. Some are normal; one that stands before the sequencer's cursor was put
 * there afterwards, and one without the platform's mark was written by something else.
 */
export async function judgeWaiting(
  client: pg.ClientBase,
  recordKey: KeyObject | undefined,
  findings: Finding[],
): Promise<Waiting> {
  await client.query(`declare waiting no scroll cursor for
    select ${RECORD_COLUMNS},
           (r.transaction_id, r.id) <= (q.after_transaction, q.after_id) as passed
      from audit.record r cross join audit.sequencer q
     where not exists (select from audit.sealed s where s.record_id = r.id)
     order by r.transaction_id, r.id`);
  const erasures: string[] = [];
  let count = 0;
  for (;;) {
    const { rows } = await client.query<WaitingRow>("fetch 5000 from waiting");
    if (rows.length === 0) return { count, erasures };
    for (const row of rows) {
      const names = { recordId: row.id, action: row.action, at: row.at };
      if (row.passed) findings.push({ kind: "record-inserted", ...names });
      else if (recordKey && !hasGoodMac(recordKey, row)) findings.push({ kind: "record-foreign", ...names });
      else {
        count += 1;
        erasures.push(...erasedBy(row));
      }
    }
  }
}

/** The sequencer's own count must be that of the places. */
export async function judgeSequencer(
  client: pg.ClientBase,
  sealed: number,
  findings: Finding[],
): Promise<void> {
  const { rows } = await client.query<{ size: string }>("select size::text from audit.sequencer");
  const size = Number(rows[0]?.size ?? -1);
  if (size === sealed) return;
  const index = Math.max(0, Math.min(size, sealed));
  findings.push({ kind: "sequencer-altered", index, detail: `${size} ≠ ${sealed}` });
}
