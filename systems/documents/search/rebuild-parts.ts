import { sql } from "kysely";
import { z } from "zod";
import type { Queries } from "../../../core/database/index.ts";
import type { SearchItem } from "../../../core/search/index.ts";
import { incomingItems, outgoingItems } from "./document-items.ts";

/** Documents of one table whose ids lie in a range: behind `after`, up to and with `upTo`; null is without end. */
export const rebuildPart = z.object({
  table: z.enum(["incoming", "outgoing"]),
  after: z.string(),
  upTo: z.string().nullable(),
});

export type RebuildPart = z.infer<typeof rebuildPart>;

/** So many documents are read, put into words and written together: few enough that they die young in memory. */
const PART = 1_000;
const FIRST = "00000000-0000-0000-0000-000000000000";

/** All documents, in parts of `size`; the last part of a table takes whatever comes meanwhile. */
export async function partsOfDocuments(queries: Queries, size = PART): Promise<readonly RebuildPart[]> {
  const parts: RebuildPart[] = [];
  for (const table of ["incoming", "outgoing"] as const) {
    const { rows } = await sql<{ id: string }>`
      select id from (select id, row_number() over (order by id) as place from ${sql.table(`documents.${table}`)}) placed
       where place % ${size} = 0 order by id`.execute(queries);
    const ends = [...rows.map((row) => row.id), null];
    for (const [index, upTo] of ends.entries()) parts.push({ table, after: ends[index - 1] ?? FIRST, upTo });
  }
  return parts;
}

/** The items of a part as the documents stand now. Of a recalled document nothing is kept. */
export async function itemsOfPart(
  queries: Queries,
  { table, after, upTo }: RebuildPart,
): Promise<readonly SearchItem[]> {
  const end = (column: string) => (upTo === null ? sql`` : sql`and ${sql.ref(column)} <= ${upTo}::uuid`);
  const found =
    table === "incoming"
      ? await incomingItems(
          queries,
          sql`where i.id > ${after}::uuid ${end("i.id")} and i.state <> 'recalled' order by i.id`,
        )
      : await outgoingItems(queries, sql`where o.id > ${after}::uuid ${end("o.id")} order by o.id`);
  return found.map(({ item }) => item);
}
