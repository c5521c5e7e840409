import type { KeyObject } from "node:crypto";
import type pg from "pg";
import { contentOf, hasGoodMac, leafBytes, RECORD_COLUMNS, type RecordRow } from "./leaf.ts";
import { leafHash } from "./merkle.ts";

/** A record in the log: its hash, and its bytes (empty when the record can no longer give them). */
export interface SealedLeaf {
  readonly hash: Buffer;
  readonly bytes: Buffer;
}

export interface SealedBatch {
  /** Index of the first leaf. */
  readonly first: number;
  readonly leaves: readonly SealedLeaf[];
  /** As many records as asked for were found: more may wait. */
  readonly full: boolean;
}

/** A timestamp as text with all its digits, as it stands in a leaf. */
export const EXACT_TIME = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

interface Sequencer {
  readonly size: number;
  readonly after_transaction: string;
  readonly after_id: string;
  readonly xmin: string;
  readonly restored: boolean;
  readonly now: string;
}

interface Waiting {
  readonly rows: readonly RecordRow[];
  readonly full: boolean;
  /** Where the next batch begins: after this (transaction, id). */
  readonly cursor: readonly [transaction: string, id: string];
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Gives the next waiting records their places in the log. One snapshot for the whole step: a record whose
 * transaction is below the snapshot's xmin is surely over and visible, and so is every record before it in the order
 * (transaction, id); hence the cursor can never pass a late commit. The caller holds the sequencer's lock.
 *
 * @param recordKey key of the platform's mark on its records
 * @param limit records taken at most
 */
export async function sealBatch(
  client: pg.ClientBase,
  recordKey: KeyObject,
  limit: number,
): Promise<SealedBatch> {
  await client.query("begin isolation level repeatable read");
  try {
    const sequencer = await readSequencer(client);
    const waiting = sequencer.restored
      ? await sweepRecords(client, sequencer, limit)
      : await nextRecords(client, sequencer, limit);
    const leaves = waiting.rows.map((row) => leafOf(row, recordKey, sequencer.now));
    const [transaction, id] = waiting.cursor;
    if (leaves.length > 0) {
      await client.query(
        `insert into audit.sealed (index, record_id, leaf_hash, sealed_at)
         select $1::bigint + n - 1, id, hash, $4 from unnest($2::uuid[], $3::bytea[]) with ordinality as leaf(id, hash, n)`,
        [sequencer.size, waiting.rows.map((row) => row.id), leaves.map((leaf) => leaf.hash), sequencer.now],
      );
    }
    if (transaction !== sequencer.after_transaction || id !== sequencer.after_id || leaves.length > 0) {
      await client.query(
        "update audit.sequencer set size = size + $1, after_transaction = $2, after_id = $3",
        [leaves.length, transaction, id],
      );
    }
    await client.query("commit");
    return { first: sequencer.size, leaves, full: waiting.full };
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

/** Leaves `first` ≤ index < `end` out of the database, to make files again. */
export async function sealedLeaves(client: pg.ClientBase, first: number, end: number): Promise<SealedLeaf[]> {
  const { rows } = await client.query<SealedRow>(
    `select r.id is not null as present, s.leaf_hash, to_char(s.sealed_at at time zone 'UTC', ${EXACT_TIME}) as sealed_at, ${RECORD_COLUMNS}
       from audit.sealed s left join audit.record r on r.id = s.record_id
      where s.index >= $1 and s.index < $2 order by s.index`,
    [first, end],
  );
  return rows.map((row) => ({ hash: row.leaf_hash, bytes: bytesThatHash(row) }));
}

interface SealedRow extends RecordRow {
  /** False: the record is gone and every column of it is null. */
  readonly present: boolean;
  readonly leaf_hash: Buffer;
  readonly sealed_at: string;
}

/** A lost or changed record leaves its entry empty; the verifier names it by its hash. */
function bytesThatHash(row: SealedRow): Buffer {
  if (!row.present) return Buffer.alloc(0);
  const content = contentOf(row);
  for (const foreign of [false, true]) {
    const bytes = leafBytes(row, { sealedAt: row.sealed_at, foreign }, content);
    if (leafHash(bytes).equals(row.leaf_hash)) return bytes;
  }
  return Buffer.alloc(0);
}

async function readSequencer(client: pg.ClientBase): Promise<Sequencer> {
  const { rows } = await client.query<Sequencer>(`
    select size, after_transaction::text, after_id::text, pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
           after_transaction > pg_snapshot_xmax(pg_current_snapshot()) as restored,
           to_char(clock_timestamp() at time zone 'UTC', ${EXACT_TIME}) as now
      from audit.sequencer`);
  const [sequencer] = rows;
  if (!sequencer) throw new Error("audit.sequencer has lost its row");
  return sequencer;
}

async function nextRecords(client: pg.ClientBase, sequencer: Sequencer, limit: number): Promise<Waiting> {
  const { rows } = await client.query<RecordRow>(
    `select ${RECORD_COLUMNS} from audit.record r
      where (r.transaction_id, r.id) > ($1::xid8, $2::uuid) and r.transaction_id < $3::xid8
      order by r.transaction_id, r.id limit $4`,
    [sequencer.after_transaction, sequencer.after_id, sequencer.xmin, limit],
  );
  const last = rows.at(-1);
  return {
    rows: await notSealed(client, rows),
    full: rows.length === limit,
    cursor: last ? [last.transaction_id, last.id] : [sequencer.after_transaction, sequencer.after_id],
  };
}

/** Only after a restore can the cursor meet a record that has its place already. */
async function notSealed(client: pg.ClientBase, rows: readonly RecordRow[]): Promise<readonly RecordRow[]> {
  if (rows.length === 0) return rows;
  const { rows: found } = await client.query<{ id: string }>(
    "select record_id::text as id from audit.sealed where record_id = any($1::uuid[])",
    [rows.map((row) => row.id)],
  );
  if (found.length === 0) return rows;
  const sealed = new Set(found.map((row) => row.id));
  return rows.filter((row) => !sealed.has(row.id));
}

/**
 * The database was restored into a younger server: its transaction numbers begin again below the cursor. Every
 * record without a place is looked for once, then the cursor follows the new numbers.
 */
async function sweepRecords(client: pg.ClientBase, sequencer: Sequencer, limit: number): Promise<Waiting> {
  const { rows } = await client.query<RecordRow>(
    `select ${RECORD_COLUMNS} from audit.record r
      where not exists (select from audit.sealed s where s.record_id = r.id)
        and (r.transaction_id < $1::xid8 or r.transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))
      order by r.transaction_id, r.id limit $2`,
    [sequencer.xmin, limit],
  );
  const full = rows.length === limit;
  return {
    rows,
    full,
    cursor: full ? [sequencer.after_transaction, sequencer.after_id] : [sequencer.xmin, FIRST_ID],
  };
}

function leafOf(row: RecordRow, recordKey: KeyObject, sealedAt: string): SealedLeaf {
  const content = contentOf(row);
  const bytes = leafBytes(row, { sealedAt, foreign: !hasGoodMac(recordKey, row, content) }, content);
  return { bytes, hash: leafHash(bytes) };
}
