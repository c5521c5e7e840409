import { notFound, Refusal } from "../../../core/errors.ts";
import type { StoredFile } from "../../../core/files/index.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { describeDocuments } from "../../documents/index.ts";
import { nextPosition } from "./items.ts";
import { beginAction, isUuid, moveFile } from "./work-file.ts";

/** Beyond this a file is divided into volumes; a package of more would also burst what a list shows. */
export const MOST_ITEMS = 2_000;

/**
 * Puts documents into a file: a line for each, no copy. What is in it already stays where it is.
 *
 * @returns how many are new
 * @throws Refusal not-found for a document the person may not read, records.too-many-items, AccessDeniedError
 */
export async function addDocuments(
  tx: Transaction,
  actor: PersonActor,
  fileId: string,
  documentIds: readonly string[],
): Promise<number> {
  const file = await beginAction(tx, actor, fileId, "add");
  const wanted = [...new Set(documentIds)];
  if (wanted.some((id) => !isUuid(id))) throw notFound();
  const documents = await describeDocuments(tx.queries, wanted);
  const rows = await tx.queries
    .selectFrom("records.item")
    .select("document_id")
    .where("file_id", "=", file.id)
    .where("document_id", "is not", null)
    .execute();
  const present = new Set(rows.map((row) => row.document_id));
  let position = await nextPosition(tx.queries, file.id);
  const added: string[] = [];
  for (const id of wanted) {
    const document = documents.get(id);
    // A file holds what its own organisation keeps; and a right on the file gives none on the document.
    if (!document?.readable(actor) || document.organisationId !== file.organisation_id) throw notFound();
    if (present.has(id)) continue;
    if (position > MOST_ITEMS) throw tooMany();
    await tx.queries
      .insertInto("records.item")
      .values({
        id: uuidv7(tx.now),
        file_id: file.id,
        position,
        kind: document.kind,
        document_id: id,
        material_date: null,
        file_sha256: null,
        file_size: null,
        file_name: null,
        file_type: null,
        added_by_name: actor.fullName,
        added_at: tx.now,
      })
      .execute();
    position += 1;
    added.push(id);
  }
  if (added.length > 0) {
    await moveFile(tx, file, "add", {}, { note: notesOf(added, documents), data: { documents: added } });
  }
  return added.length;
}

function notesOf(ids: readonly string[], documents: Awaited<ReturnType<typeof describeDocuments>>): string {
  const names = ids.map((id) => {
    const document = documents.get(id);
    // The story of a file is read by people who may not read the document.
    return document && document.confidentiality === 0 && document.symbol !== ""
      ? document.symbol
      : "01 văn bản";
  });
  return names.join("; ").slice(0, 500);
}

export interface Material {
  readonly title: string;
  /** `yyyy-MM-dd` */
  readonly date: string | null;
  readonly file: StoredFile & { readonly name: string };
}

/**
 * Puts material into a file that is no document of the system: minutes, photographs, tables.
 * @throws Refusal records.too-many-items, AccessDeniedError
 */
export async function addMaterial(
  tx: Transaction,
  actor: PersonActor,
  fileId: string,
  { title, date, file: stored }: Material,
): Promise<void> {
  const file = await beginAction(tx, actor, fileId, "add");
  const position = await nextPosition(tx.queries, file.id);
  if (position > MOST_ITEMS) throw tooMany();
  await tx.queries
    .insertInto("records.item")
    .values({
      id: uuidv7(tx.now),
      file_id: file.id,
      position,
      kind: "material",
      document_id: null,
      title,
      material_date: date,
      file_sha256: stored.sha256,
      file_size: stored.size,
      file_name: stored.name,
      file_type: stored.type,
      added_by_name: actor.fullName,
      added_at: tx.now,
    })
    .execute();
  await moveFile(tx, file, "add", {}, { note: title, data: { material: stored.sha256 } });
}

/**
 * Takes a line out of an open file; the document itself stays where it is.
 * @throws Refusal not-found, records.wrong-state, AccessDeniedError
 */
export async function removeItem(
  tx: Transaction,
  actor: PersonActor,
  fileId: string,
  itemId: string,
): Promise<void> {
  const file = await beginAction(tx, actor, fileId, "remove");
  if (!isUuid(itemId)) throw notFound();
  const removed = await tx.queries
    .deleteFrom("records.item")
    .where("id", "=", itemId)
    .where("file_id", "=", file.id)
    .returning(["position", "document_id", "title", "file_sha256"])
    .executeTakeFirst();
  if (!removed) throw notFound();
  await tx.queries
    .updateTable("records.item")
    .set((row) => ({ position: row("position", "-", 1) }))
    .where("file_id", "=", file.id)
    .where("position", ">", removed.position)
    .execute();
  await moveFile(
    tx,
    file,
    "remove",
    {},
    {
      note: removed.title,
      data: { document: removed.document_id, material: removed.file_sha256 },
    },
  );
}

function tooMany(): Refusal {
  return new Refusal("records.too-many-items", 422, {
    vi: `Một hồ sơ chứa tối đa ${MOST_ITEMS} văn bản, tài liệu. Hãy mở hồ sơ tập tiếp theo.`,
    en: `A file holds at most ${MOST_ITEMS} documents. Open the next volume.`,
  });
}
