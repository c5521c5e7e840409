import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import type { FileOfDocument } from "../../documents/index.ts";
import { isReadableBy } from "./list-work-files.ts";

/** The files that hold a document, of those the person may read. */
export async function filesOfDocument(
  queries: Queries,
  actor: PersonActor,
  documentId: string,
): Promise<readonly FileOfDocument[]> {
  const { rows } = await sql<FileOfDocument>`
    select f.id, f.notation, f.title from records.item i join records.work_file f on f.id = i.file_id
     where i.document_id = ${documentId}::uuid and ${isReadableBy(actor)}
     order by f.year desc, f.notation limit 50`.execute(queries);
  return rows;
}
