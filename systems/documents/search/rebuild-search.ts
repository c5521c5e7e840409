import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import {
  indexItems,
  putBodies,
  type RebuildStep,
  rebuildItems,
  removeItem,
  type SearchItem,
} from "../../../core/search/index.ts";
import { bodyKey, incomingItems, KINDS, outgoingItems } from "./document-items.ts";

const BATCH = 2_000;
/** Texts are long: up to 200,000 characters each. */
const TEXTS = 100;

/**
 * Makes the search of documents anew from the documents themselves: after a change of how words are found, or when the
 * index is in doubt. Searches are answered from the old index until the new one stands.
 *
 * @returns how many documents were indexed
 */
export async function rebuildDocumentSearch(
  queries: Queries,
  onStep: (step: RebuildStep) => void = () => undefined,
): Promise<number> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(queries);
  await putAllTexts(queries);
  const items = await rebuildItems(queries, Object.values(KINDS), allDocuments(queries), onStep);
  const since = rows[0]?.at;
  if (since) await indexMovedSince(queries, since);
  return items;
}

/** The words of every file that was read; those that are there already cost nothing. */
async function putAllTexts(queries: Queries): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await queries
      .selectFrom("documents.file_text")
      .select(["file_sha256", "content"])
      .where("file_sha256", ">", after)
      .orderBy("file_sha256")
      .limit(TEXTS)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    await putBodies(
      queries,
      rows.map((row) => ({ key: bodyKey(row.file_sha256), text: row.content })),
    );
    after = last.file_sha256;
  }
}

async function* allDocuments(queries: Queries): AsyncGenerator<readonly SearchItem[]> {
  const pages = [
    (after: string) =>
      incomingItems(
        queries,
        sql`where i.id > ${after}::uuid and i.state <> 'recalled' order by i.id limit ${BATCH}`,
      ),
    (after: string) => outgoingItems(queries, sql`where o.id > ${after}::uuid order by o.id limit ${BATCH}`),
  ];
  for (const page of pages) {
    let coming = page("00000000-0000-0000-0000-000000000000");
    for (;;) {
      const found = await coming;
      const last = found.at(-1);
      if (!last) break;
      // The next page is read while this one is written.
      coming = page(last.item.id);
      coming.catch(() => undefined);
      yield found.map(({ item }) => item);
    }
  }
}

/** What moved while the index was built; every step of a document leaves a line of its history. */
async function indexMovedSince(queries: Queries, since: Date): Promise<void> {
  const { rows } = await sql<{ ids: string[] }>`
    select coalesce(array_agg(distinct document_id), '{}') as ids from documents.history
     where at >= ${since}::timestamptz - interval '1 minute'`.execute(queries);
  const ids = rows[0]?.ids ?? [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH);
    const found = [
      ...(await incomingItems(queries, sql`where i.id = any(${some}::uuid[]) and i.state <> 'recalled'`)),
      ...(await outgoingItems(queries, sql`where o.id = any(${some}::uuid[])`)),
    ];
    await indexItems(
      queries,
      found.map(({ item }) => item),
    );
    // A document recalled meanwhile is destroyed: not even its words are kept.
    const here = new Set(found.map(({ item }) => item.id));
    for (const id of some) if (!here.has(id)) await removeItem(queries, id);
  }
}
