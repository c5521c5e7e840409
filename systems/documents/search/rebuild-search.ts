import { sql } from "kysely";
import type { Database, Queries } from "../../../core/database/index.ts";
import {
  closeRebuild,
  exchangeIndex,
  indexItems,
  openRebuild,
  putBodies,
  rebuildAlone,
  removeItem,
} from "../../../core/search/index.ts";
import { bodyKey, incomingItems, KEY_LENGTH, KINDS, outgoingItems } from "./document-items.ts";
import { fillParts } from "./fill-parts.ts";
import { partsOfDocuments, rebuildPart } from "./rebuild-parts.ts";

const BATCH = 2_000;
/** Texts are long: up to 200,000 characters each. */
const TEXTS = 100;

/** How far a rebuild has come, for whoever waits for it. */
export type RebuildStep =
  | { readonly step: "items"; readonly items: number }
  | { readonly step: "index"; readonly name: string };

/**
 * Makes the search of documents anew from the documents themselves: after a change of how words are found, or when the
 * index is in doubt. Searches are answered from the old index until the new one stands. A rebuild that was killed goes
 * on where it stood.
 *
 * @returns how many documents the new index holds
 * @throws RebuildRunning
 */
export async function rebuildDocumentSearch(
  database: Database,
  onStep: (step: RebuildStep) => void = () => undefined,
): Promise<number> {
  const { queries } = database;
  return await rebuildAlone(queries, async () => {
    await putAllTexts(queries);
    const rebuild = await openRebuild(queries, {
      kinds: Object.values(KINDS),
      parts: () => partsOfDocuments(queries),
      readPart: (kept) => rebuildPart.safeParse(kept).data,
    });
    let { items } = rebuild;
    await fillParts(database, rebuild.open, (more) => {
      items += more;
      onStep({ step: "items", items });
    });
    await exchangeIndex(queries, (name) => onStep({ step: "index", name }));
    await indexMovedSince(queries, rebuild.startedAt);
    await closeRebuild(queries);
    return items;
  });
}

/** The words of every file that was read; those that are there already are not read again. */
async function putAllTexts(queries: Queries): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await queries
      .selectFrom("documents.file_text")
      .select(["file_sha256", "content"])
      .where("file_sha256", ">", after)
      .where(
        sql<boolean>`not exists (select 1 from search.body b where b.key = left(file_sha256, ${KEY_LENGTH}))`,
      )
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
