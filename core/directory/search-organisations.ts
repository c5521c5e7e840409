/**
 * Looks organisations up as a person types: by name with or without marks, by the beginning of the last word, or by a
 * code of either style. Every step reads a bounded number of rows, so that a word in a hundred thousand names is as
 * quick as a rare one.
 */
import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { type Aliases, fold, NO_ALIASES, parseQuery, type Term } from "../search/index.ts";
import {
  type AsOf,
  dayOf,
  nameForLookup,
  ORGANISATION_COLUMNS,
  ORGANISATION_KINDS,
  ORGANISATION_ROWS,
  type Organisation,
  type OrganisationKind,
} from "./organisation.ts";

export interface OrganisationLookup {
  readonly asOf: AsOf;
  /** Default: every kind but inner units. */
  readonly kinds?: readonly OrganisationKind[];
  /** At most 100, default 20. */
  readonly limit?: number;
  readonly aliases?: Aliases;
}

export interface FoundOrganisation extends Organisation {
  /** Name of the organisation above, which tells two communes of one name apart. */
  readonly parentName: string | null;
}

const BODIES = ORGANISATION_KINDS.filter((kind) => kind !== "unit");
/** Rows looked through in list order before the word index is asked, and the most it may give. */
const LOOKED_THROUGH = 3_000;

type Row = FoundOrganisation & { readonly folded: string; readonly weight: number };

/** @returns best first: exact code, whole name, beginning of the name, then the order of the list */
export async function searchOrganisations(
  queries: Queries,
  typed: string,
  lookup: OrganisationLookup,
): Promise<readonly FoundOrganisation[]> {
  const limit = Math.min(Math.max(lookup.limit ?? 20, 1), 100);
  const query = parseQuery(typed, lookup.aliases ?? NO_ALIASES);
  if (query.terms.length === 0) return [];
  const allowed = sql`v.valid @> ${dayOf(lookup.asOf)}::date and v.kind = any(${[...(lookup.kinds ?? BODIES)]}::text[])`;
  const code = typed.trim().toUpperCase();
  const { folded } = nameForLookup(query.text);
  const found = new Map<string, Row>();
  const add = (rows: readonly Row[]) => {
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, row);
  };
  if (/^[0-9A-Z.]{2,35}$/.test(code) && /\d/.test(code)) add(await byCode(queries, code, allowed, limit));
  add(await byBeginning(queries, folded, allowed, limit));
  if (found.size < limit) add(await byWords(queries, wordQuery(query.terms), allowed, limit));
  const score = scorer(code, folded, query.text.toLowerCase());
  return [...found.values()]
    .map((row) => ({ row, score: score(row) }))
    .sort((a, b) => a.score - b.score || a.row.weight - b.row.weight || compare(a.row.folded, b.row.folded))
    .slice(0, limit)
    .map(({ row: { folded: _folded, weight: _weight, ...organisation } }) => organisation);
}

const COLUMNS = sql`${ORGANISATION_COLUMNS}, v.name_folded as folded, v.weight`;

function byCode(
  queries: Queries,
  code: string,
  allowed: RawBuilder<unknown>,
  limit: number,
): Promise<readonly Row[]> {
  const begins = `${code}%`;
  return run(
    queries,
    sql`select ${COLUMNS} from ${ORGANISATION_ROWS}
      where (v.code like ${begins} or v.code102 like ${begins} or v.gso_code = ${code}) and ${allowed}
      order by length(v.code), v.code, v.weight limit ${limit}`,
  );
}

function byBeginning(
  queries: Queries,
  folded: string,
  allowed: RawBuilder<unknown>,
  limit: number,
): Promise<readonly Row[]> {
  // The whole name first: among thousands of names that begin alike, the one typed in full must not be missed.
  return run(
    queries,
    sql`(select ${COLUMNS} from ${ORGANISATION_ROWS} where v.name_folded = ${folded} and ${allowed}
          order by v.weight limit ${limit})
        union all
        (select ${COLUMNS} from ${ORGANISATION_ROWS} where v.name_folded ~>~ ${folded}
            and v.name_folded like ${`${folded}%`} and ${allowed} order by v.name_folded using ~<~ limit ${limit})`,
  );
}

async function byWords(
  queries: Queries,
  words: string,
  allowed: RawBuilder<unknown>,
  limit: number,
): Promise<readonly Row[]> {
  const first = await run(
    queries,
    sql`select ${COLUMNS} from (
          select * from directory.organisation_version v order by weight, name_folded, organisation_id
          limit ${LOOKED_THROUGH}) v join directory.organisation o on o.id = v.organisation_id
        where v.words @@ ${words}::tsquery and ${allowed} order by v.weight, v.name_folded limit ${limit}`,
  );
  if (first.length >= limit) return first;
  return run(
    queries,
    sql`select ${COLUMNS} from (
          select * from directory.organisation_version v where v.words @@ ${words}::tsquery and ${allowed}
          limit ${LOOKED_THROUGH}) v join directory.organisation o on o.id = v.organisation_id
        order by v.weight, v.name_folded limit ${limit}`,
  );
}

async function run(queries: Queries, select: RawBuilder<unknown>): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select r.*, (select p.name from directory.organisation_version p
                  where p.organisation_id = r."parentId" and p.valid && daterange(r."validFrom", r."validTo")
                  order by p.valid desc limit 1) as "parentName"
      from (${select}) r`.execute(queries);
  return rows;
}

/** All words, without marks; the last one may be only begun. */
function wordQuery(terms: readonly Term[]): string {
  return terms
    .map(({ spellings }, index) => {
      const last = index === terms.length - 1;
      const alternatives = spellings.map(
        (spelling) =>
          `(${spelling.map((word, i) => `'${fold(word)}'${last && i === spelling.length - 1 ? ":*" : ""}`).join(" & ")})`,
      );
      return `(${[...new Set(alternatives)].join(" | ")})`;
    })
    .join(" & ");
}

/** Lower is better. Among equals, a name that has the marks as typed comes first. */
function scorer(code: string, folded: string, text: string): (row: Row) => number {
  return (row) => {
    const asTyped = row.name.toLowerCase().includes(text) ? 0 : 1;
    if (row.code === code || row.code102 === code) return 0;
    if (row.folded === folded) return 2 + asTyped;
    if (row.folded.startsWith(folded)) return 4 + asTyped;
    return 6 + asTyped;
  };
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
