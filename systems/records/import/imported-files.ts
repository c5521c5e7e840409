import { sql } from "kysely";
import type { Transaction } from "../../../core/transaction/index.ts";
import type { CsvRecord } from "../../documents/index.ts";
import type { FileState } from "../states.ts";

/** The import is done by whoever runs the platform, as nobody's appointment. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** A work file that was imported, as later lines find it. */
export interface ImportedFile {
  readonly key: string;
  readonly id: string;
  readonly organisationId: string;
  readonly state: FileState;
  /** Somebody has acted on it here: the import no longer speaks for it. */
  readonly movedOn: boolean;
  readonly items: number;
}

/** Work files by the keys in the column `file`. They are locked until the batch is in. */
export async function importedFiles(
  tx: Transaction,
  system: string,
  records: readonly CsvRecord[],
): Promise<ReadonlyMap<string, ImportedFile>> {
  const keys = [...new Set(records.map(({ cells }) => cells.file ?? ""))];
  const { rows } = await sql<ImportedFile>`
    select k.key, f.id, f.organisation_id as "organisationId", f.state,
           (f.version > 1 or f.frozen) as "movedOn",
           (select count(*)::integer from records.item i where i.file_id = f.id) as items
      from records.import_key k join records.work_file f on f.id = k.file_id
     where k.system = ${system} and k.key = any(${keys}::text[])
     order by f.id for update of f`.execute(tx.queries);
  return new Map(rows.map((row) => [row.key, row]));
}
