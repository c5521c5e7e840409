import { sql } from "kysely";
import { type Transaction, uuidv7 } from "../../transaction/index.ts";
import "./archive-file.ts";
import "./tables.ts";

/** Timestamp authorities are asked by at most this many archive jobs at once, so that other work is never kept waiting. */
const LANES = 4;

/**
 * Puts a stored, signed PDF into the archive's care: soon it holds its own proof (PAdES B-LTA), and is renewed for as long
 * as this installation runs. Asking again for any of its contents has no further effect.
 *
 * @param sha256 content in the file store
 * @param notBefore wait until then; revocation data made some time after the signature prove more (EN 319 102-1 5.2.5)
 */
export async function requestArchive(tx: Transaction, sha256: string, notBefore?: Date): Promise<void> {
  const id = uuidv7(tx.now);
  const added = await sql`
    insert into signing.archived_file (id, contents, current_sha256, state, asked_at)
    select ${id}, array[${sha256}], ${sha256}, 'waiting', ${tx.now}
     where not exists (select from signing.archived_file where contents @> array[${sha256}])
    on conflict (current_sha256) do nothing`.execute(tx.queries);
  if (added.numAffectedRows === 0n) return;
  enqueueArchive(tx, id, notBefore);
}

/**
 * The archived content that stands for this one by now; undefined while there is none. It cannot change until the
 * caller's transaction ends: what is written from the answer holds when the next `signing.file-archived` is handled.
 *
 * @param sha256 any content of the file
 */
export async function archivedContent(tx: Transaction, sha256: string): Promise<string | undefined> {
  const { rows } = await sql<{ current_sha256: string; archived_at: Date | null }>`
    select current_sha256, archived_at from signing.archived_file
     where contents @> array[${sha256}] for share`.execute(tx.queries);
  const [row] = rows;
  return row === undefined || row.archived_at === null ? undefined : row.current_sha256;
}

/** Queues the work for a file that is in the archive's care already. */
export function enqueueArchive(tx: Transaction, id: string, notBefore?: Date): void {
  const lane = Number.parseInt(id.slice(-2), 16) % LANES;
  tx.enqueue(
    "signing.archive-file",
    { id },
    {
      key: `signing.archive-file:${id}`,
      queue: `signing.archive-${lane}`,
      priority: 10,
      ...(notBefore === undefined ? {} : { runAt: notBefore }),
    },
  );
}
