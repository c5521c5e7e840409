import { sql } from "kysely";
import { type House, subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { addRevision } from "../outgoing/outgoing.ts";
import "../events.ts";
import "../tables.ts";

/** A content and the archived one that takes its place. */
export interface Renewed {
  readonly from: string;
  readonly to: string;
  /** Bytes of `to`. */
  readonly size: number;
}

/**
 * An archived or renewed file takes the place of the one that documents and copies point at; what they pointed at before
 * stays among the states of the file. The words are the same, so the search keeps them.
 */
export const pointAtArchived = subscription({
  consumer: "documents.point-at-archived",
  events: ["signing.file-archived"],
  async handle(tx, event, house) {
    const { from, to } = event.data;
    const renewed = { from, to, size: await sizeOf(house, to) };
    await keepWords(tx, renewed);
    await pointIssued(tx, renewed);
    await pointKept(tx, renewed);
    await pointCopies(tx, renewed);
  },
});

/** Bytes of a stored content. */
export async function sizeOf(house: House, sha256: string): Promise<number> {
  const handle = await house.files.open(sha256);
  const { size } = await handle.stat().finally(() => handle.close());
  return size;
}

/** What was read out of the file for the search is read out of its renewed state too. */
export async function keepWords(tx: Transaction, { from, to }: Renewed): Promise<void> {
  await sql`insert into documents.file_text (file_sha256, content, read_at)
    select ${to}, content, read_at from documents.file_text where file_sha256 = ${from}
    on conflict do nothing`.execute(tx.queries);
  await sql`insert into documents.scan_reading (sha256, state, proposals, requested_at, finished_at, whole, code,
      pages, pages_read, unread, copy_sha256, copy_size)
    select ${to}, state, proposals, requested_at, finished_at, whole, code, pages, pages_read, unread, copy_sha256,
           copy_size
      from documents.scan_reading where sha256 = ${from} and whole in ('done', 'failed')
    on conflict do nothing`.execute(tx.queries);
}

async function pointIssued(tx: Transaction, { from, to, size }: Renewed): Promise<void> {
  const documents = await tx.queries
    .selectFrom("documents.outgoing")
    .select(["id", "version"])
    .where("file_sha256", "=", from)
    .where("state", "=", "issued")
    .forUpdate()
    .execute();
  for (const { id, version } of documents) {
    await tx.queries
      .updateTable("documents.outgoing")
      .set({ file_sha256: to, file_size: size, version: version + 1 })
      .where("id", "=", id)
      .execute();
    await addRevision(tx, id, "archived", { sha256: to, size });
    tx.record({
      action: "documents.archive",
      objectKind: "outgoing-document",
      objectId: id,
      data: { from, file: to },
    });
  }
}

/**
 * Received files and attachments in the archive's care. A received document is no newer for it: whoever works on it goes
 * on undisturbed.
 *
 * @param documentId only the files of this document
 */
export async function pointKept(
  tx: Transaction,
  { from, to, size }: Renewed,
  documentId?: string,
): Promise<void> {
  const kept = await tx.queries
    .updateTable("documents.kept_file")
    .set({
      current_sha256: to,
      state: "archived",
      states: sql<string[]>`states || array[${to}]`,
      archived_at: tx.now,
    })
    .where("current_sha256", "=", from)
    .where("state", "in", ["waiting", "archived"])
    .$if(documentId !== undefined, (query) => query.where("document_id", "=", documentId ?? ""))
    .returning(["document_id", "document_kind"])
    .execute();
  if (kept.length === 0) return;
  const ids = kept.map((file) => file.document_id);
  await tx.queries
    .updateTable("documents.incoming")
    .set({ file_sha256: to, file_size: size })
    .where("id", "in", ids)
    .where("file_sha256", "=", from)
    .execute();
  await tx.queries
    .updateTable("documents.attachment")
    .set({ file_sha256: to, file_size: size })
    .where("document_id", "in", ids)
    .where("file_sha256", "=", from)
    .execute();
  for (const { document_id, document_kind } of kept)
    tx.record({
      action: "documents.archive",
      objectKind: `${document_kind}-document`,
      objectId: document_id,
      data: { from, file: to },
    });
}

async function pointCopies(tx: Transaction, { from, to, size }: Renewed): Promise<void> {
  const copies = await tx.queries
    .updateTable("documents.copy")
    .set({ file_sha256: to, file_size: size })
    .where("file_sha256", "=", from)
    .returning("id")
    .execute();
  for (const { id } of copies)
    tx.record({ action: "documents.archive", objectKind: "copy", objectId: id, data: { from, file: to } });
}
