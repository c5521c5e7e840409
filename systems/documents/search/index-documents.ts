import { sql } from "kysely";
import {
  bodiesOfItem,
  indexItems,
  knownBodies,
  putBodies,
  removeItem,
  removeUnusedBodies,
} from "../../../core/search/index.ts";
import { subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { bodyKey, type DocumentItem, incomingItems, outgoingItems } from "./document-items.ts";
import "./tables.ts";

/**
 * Keeps documents findable: fields at once, the words of the file as soon as they are read. A refused document is
 * withdrawn, a recalled one forgotten (it is destroyed here, NĐ 30/2020 PL VI.III.8).
 */
export const indexDocuments = subscription({
  consumer: "documents.search",
  events: ["documents.incoming-arrived", "documents.incoming-moved", "documents.outgoing-moved"],
  async handle(tx, event) {
    if ("incomingId" in event.data) await indexIncoming(tx, event.data.incomingId);
    else await indexOutgoing(tx, event.data.outgoingId);
  },
});

/** Puts an incoming document into the search as it stands now. */
export async function indexIncoming(tx: Transaction, id: string): Promise<void> {
  const found = await incomingItems(tx.queries, sql`where i.id = ${id}`);
  // Of a recalled document nothing is kept, not even the words of its file.
  if (found.some(({ state }) => state === "recalled")) return await forget(tx, id);
  await put(tx, found);
}

/** Puts an outgoing document into the search as it stands now. */
export async function indexOutgoing(tx: Transaction, id: string): Promise<void> {
  await put(tx, await outgoingItems(tx.queries, sql`where o.id = ${id}`));
}

async function put(tx: Transaction, found: readonly DocumentItem[]): Promise<void> {
  await indexItems(
    tx.queries,
    found.map(({ item }) => item),
  );
  await putFileTexts(
    tx,
    found.flatMap(({ files }) => files),
  );
}

async function forget(tx: Transaction, id: string): Promise<void> {
  const bodies = await bodiesOfItem(tx.queries, id);
  await removeItem(tx.queries, id);
  await removeUnusedBodies(tx.queries, bodies);
}

/** Makes files findable whose words are known; the others are queued to be read, one job per content. */
export async function putFileTexts(tx: Transaction, files: readonly string[]): Promise<void> {
  const known = await knownBodies(tx.queries, files.map(bodyKey));
  const missing = [...new Set(files)].filter((sha256) => !known.has(bodyKey(sha256)));
  if (missing.length === 0) return;
  const texts = await tx.queries
    .selectFrom("documents.file_text")
    .select(["file_sha256", "content"])
    .where("file_sha256", "in", missing)
    .execute();
  await putBodies(
    tx.queries,
    texts.map((row) => ({ key: bodyKey(row.file_sha256), text: row.content })),
  );
  const read = new Set(texts.map((row) => row.file_sha256));
  for (const sha256 of missing)
    if (!read.has(sha256))
      tx.enqueue("documents.read-file-text", { sha256 }, { key: `read-file-text:${sha256}`, priority: 10 });
}
