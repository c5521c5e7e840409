import { sql } from "kysely";
import type { Transaction } from "../../../core/transaction/index.ts";

/** Open pages of the organisations that have this scan show how far it is. Nobody knows of one in an unsent form. */
export async function tellScan(tx: Transaction, sha256: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select organisation_id as id from documents.incoming where file_sha256 = ${sha256}
    union select organisation_id from documents.outgoing where file_sha256 = ${sha256}
    union select coalesce(i.organisation_id, o.organisation_id) from documents.attachment a
      left join documents.incoming i on i.id = a.document_id left join documents.outgoing o on o.id = a.document_id
     where a.file_sha256 = ${sha256} and coalesce(i.organisation_id, o.organisation_id) is not null`.execute(
    tx.queries,
  );
  if (rows.length === 0) return;
  tx.emit({
    type: "documents.scan-moved",
    subjectId: sha256,
    organisations: rows.map(({ id }) => id),
    data: { sha256 },
  });
}
