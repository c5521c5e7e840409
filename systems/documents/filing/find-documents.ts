import type { Queries } from "../../../core/database/index.ts";
import { loadAliases, parseQuery, searchItems } from "../../../core/search/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { readerOf } from "../search/readers.ts";

/**
 * Ids of documents a person may read that fit the words typed (number and notation, abstract, issuer), newest first.
 * @param limit at most 100
 */
export async function findDocuments(
  queries: Queries,
  actor: PersonActor,
  typed: string,
  limit: number,
): Promise<readonly string[]> {
  const query = parseQuery(typed, await loadAliases(queries));
  const { hits } = await searchItems(queries, { query, reader: readerOf(actor), limit });
  return hits.map((hit) => hit.id);
}
