import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { searchOrganisations } from "../../../core/directory/index.ts";
import { pattern } from "../register-books.ts";

/** How far back it is looked for who writes to an organisation: an index range, the same cost in any register. */
const RECENT = 2_000;

/**
 * Names of issuers while a clerk types: those the organisation hears from most first, then the directory.
 *
 * @param typed words with or without diacritics; empty = the most frequent ones
 */
export async function findIssuers(
  queries: Queries,
  organisationId: string,
  typed: string,
  limit: number,
): Promise<readonly string[]> {
  const words = typed.normalize("NFC").trim();
  const { rows } = await sql<{ from_name: string }>`
    select from_name from (
      select from_name, arrived_at from documents.incoming
       where organisation_id = ${organisationId} order by arrived_at desc, id desc limit ${RECENT}) recent
     ${words === "" ? sql`` : sql`where search.fold(from_name) like ${pattern(words)}`}
     group by from_name order by count(*) desc, max(arrived_at) desc limit ${limit}`.execute(queries);
  const names = rows.map((row) => row.from_name);
  if (words === "" || names.length >= limit) return names;
  const found = await searchOrganisations(queries, words, { asOf: localDateOf(new Date()), limit });
  return [...new Set([...names, ...found.map((each) => each.name)])].slice(0, limit);
}
