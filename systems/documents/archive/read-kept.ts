import type { Selectable } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { KeptFileTable } from "../tables.ts";
import "../tables.ts";

export type KeptFile = Selectable<KeptFileTable>;

/** What became of the files of a document in the archive. */
export async function keptFilesOf(queries: Queries, documentId: string): Promise<KeptFile[]> {
  return await queries
    .selectFrom("documents.kept_file")
    .selectAll()
    .where("document_id", "=", documentId)
    .orderBy("checked_at")
    .orderBy("received_sha256")
    .execute();
}
