import type { Queries } from "../../../core/database/index.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import type { NamedFile } from "../outgoing/create-draft.ts";
import "./tables.ts";

/** Keeps the Word file beside the PDF that was made from it; a PDF that came as such has none. */
export async function keepSource(tx: Transaction, outgoingId: string, file: NamedFile): Promise<void> {
  if (!file.source) return;
  const { sha256, size, name, type } = file.source;
  await tx.queries
    .insertInto("documents.draft_source")
    .values({
      outgoing_id: outgoingId,
      file_sha256: file.sha256,
      source_sha256: sha256,
      source_size: size,
      source_name: name,
      source_type: type,
    })
    .onConflict((conflict) => conflict.columns(["outgoing_id", "file_sha256"]).doNothing())
    .execute();
}

/** The Word files of a document, by the content of the PDF made from each. */
export async function sourcesOf(
  queries: Queries,
  outgoingId: string,
): Promise<ReadonlyMap<string, NamedFile>> {
  const rows = await queries
    .selectFrom("documents.draft_source")
    .selectAll()
    .where("outgoing_id", "=", outgoingId)
    .execute();
  return new Map(
    rows.map((row) => [
      row.file_sha256,
      {
        sha256: row.source_sha256,
        size: Number(row.source_size),
        name: row.source_name,
        type: "application/octet-stream",
      },
    ]),
  );
}
