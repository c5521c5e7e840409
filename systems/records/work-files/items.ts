import { type Selectable, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { describeDocuments, type FiledDocument } from "../../documents/index.ts";

export type Item = Selectable<import("../../../core/database/tables.ts").Tables["records.item"]>;

/** A line of a file with what it points at. */
export interface DescribedItem {
  readonly item: Item;
  /** Absent for material, and for a document that is not in the house any more. */
  readonly document: FiledDocument | undefined;
}

/** The lines of a file, in their order. */
export async function itemsOf(queries: Queries, fileId: string): Promise<readonly DescribedItem[]> {
  const items = await queries
    .selectFrom("records.item")
    .selectAll()
    .where("file_id", "=", fileId)
    .orderBy("position")
    .execute();
  const documents = await describeDocuments(
    queries,
    items.flatMap((item) => (item.document_id === null ? [] : [item.document_id])),
  );
  return items.map((item) => ({
    item,
    document: item.document_id === null ? undefined : documents.get(item.document_id),
  }));
}

/** The place behind the last line. The caller has locked the file. */
export async function nextPosition(queries: Queries, fileId: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(position), 0)::int as last from records.item where file_id = ${fileId}`.execute(
    queries,
  );
  return (rows[0]?.last ?? 0) + 1;
}

/** A document as one person may see it in a list: without its own right, nothing but that it is there. */
export function seenBy(actor: PersonActor, { document }: DescribedItem): FiledDocument | undefined {
  return document?.readable(actor) ? document : undefined;
}
