import { sql } from "kysely";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { type ImportPart, importedDocuments, isSettled, refusing } from "../../documents/index.ts";
import { MOST_ITEMS } from "../work-files/add-items.ts";
import { type ImportedFile, importedFiles } from "./imported-files.ts";
import { IMPORTED_BY, keepHistory } from "./keep-history.ts";
import type { FileRefusalCode } from "./refusals.ts";

interface NewItem {
  readonly file: ImportedFile;
  readonly position: number;
  readonly kind: "incoming" | "outgoing";
  readonly documentId: string;
}

/** `work-file-documents.csv`: which documents belong to which file, in the order of the lines; one document in several. */
export const filedDocuments: ImportPart = {
  file: "work-file-documents.csv",
  columns: ["file", "document"],
  async take({ tx, system }, records) {
    return await refusing<FileRefusalCode>(filedDocuments.file, async (refuse) => {
      const files = await importedFiles(tx, system, records);
      const documents = await importedDocuments(
        tx,
        system,
        records.map(({ cells }) => cells.document ?? ""),
      );
      const present = await presentIn(tx, [...files.values()]);
      const counts = new Map([...files.values()].map((file) => [file.id, file.items]));
      const items: NewItem[] = [];
      for (const record of records) {
        const file = files.get(record.cells.file ?? "");
        const document = documents.get(record.cells.document ?? "");
        const position = (counts.get(file?.id ?? "") ?? 0) + 1;
        if (!file) refuse(record, "unknown-file", record.cells.file ?? "");
        else if (!document) refuse(record, "unknown-key", record.cells.document ?? "");
        else if (file.movedOn) refuse(record, "file-moved-on", file.key);
        // A file holds what its own organisation keeps.
        else if (document.organisation_id !== file.organisationId)
          refuse(record, "other-organisation", document.key);
        else if (present.has(`${file.id}/${document.document_id}`))
          refuse(record, "filed-already", document.key);
        else if (file.state !== "open" && !isSettled(document.direction, document.state))
          refuse(record, "open-document", document.key);
        else if (position > MOST_ITEMS) refuse(record, "file-full", file.key);
        else {
          present.add(`${file.id}/${document.document_id}`);
          counts.set(file.id, position);
          items.push({ file, position, kind: document.direction, documentId: document.document_id });
        }
      }
      await writeItems(tx, system, items);
    });
  },
};

async function writeItems(tx: Transaction, system: string, items: readonly NewItem[]): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map(({ file, position, kind, documentId }) => ({
    id: uuidv7(tx.now),
    file_id: file.id,
    position,
    kind,
    document_id: documentId,
    title: "",
    added_by_name: `${IMPORTED_BY} ${system}`.slice(0, 100),
    added_at: tx.now,
  }));
  await sql`insert into records.item
    select * from json_populate_recordset(null::records.item, ${JSON.stringify(rows)}::json)`.execute(
    tx.queries,
  );
  const byFile = Map.groupBy(items, (item) => item.file.id);
  await keepHistory(
    tx,
    [...byFile].map(([fileId, added]) => ({
      fileId,
      action: "add",
      note: `${IMPORTED_BY} ${system}: ${added.length} văn bản`,
    })),
  );
}

async function presentIn(tx: Transaction, files: readonly ImportedFile[]): Promise<Set<string>> {
  const { rows } = await sql<{ place: string }>`
    select file_id || '/' || document_id as place from records.item
     where document_id is not null and file_id = any(${files.map(({ id }) => id)}::uuid[])`.execute(
    tx.queries,
  );
  return new Set(rows.map(({ place }) => place));
}
