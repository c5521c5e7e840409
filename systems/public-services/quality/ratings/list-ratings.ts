import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import type { Grade } from "../tables.ts";

export interface RatingFilter {
  /** Of a body; absent: of the province. */
  readonly organisationId?: string;
  /** Part of the code. */
  readonly code?: string;
  readonly overall?: 1 | 2 | 3;
  readonly grade?: Grade;
  /** Rated, or not yet. */
  readonly rated?: boolean;
  readonly adjusted?: boolean;
}

export interface RatingLine {
  readonly dossier_id: string;
  readonly organisation_id: string;
  readonly code: string;
  readonly procedure_name: string;
  readonly quarter: number;
  readonly year: number;
  readonly rated_at: Date | null;
  readonly overall: 1 | 2 | 3 | null;
  readonly comment: string;
  readonly total: number;
  readonly grade: Grade;
  readonly adjusted_by: string;
  readonly adjusted_reason: string;
}

export const RATING_SORTS = ["newest", "total"] as const;
export type RatingSort = (typeof RATING_SORTS)[number];

export interface RatingPage {
  readonly limit: number;
  /** Cursor of the last row seen. */
  readonly after?: string;
  /** `newest` unless said otherwise; `total`: the weakest first. */
  readonly sort?: RatingSort;
}

/** Ratings and invitations of ended dossiers, page by key. */
export async function listRatings(
  queries: Queries,
  filter: RatingFilter,
  { limit, after, sort = "newest" }: RatingPage,
): Promise<{ readonly rows: readonly RatingLine[]; readonly next?: string }> {
  const key = sort === "total" ? sql`g.total` : sql`(-extract(epoch from g.invited_at))`;
  const [, number, id] = /^(-?\d{1,15}(?:\.\d{1,9})?)_([0-9a-f-]{36})$/.exec(after ?? "") ?? [];
  const beyond =
    number === undefined || id === undefined
      ? sql``
      : sql`and (${key}, g.dossier_id) > (${number}::numeric, ${id}::uuid)`;
  const { rows } = await sql<RatingLine & { sort_key: string }>`
    select g.dossier_id, g.organisation_id, g.code, q.procedure_name, g.quarter, g.year, g.rated_at, g.overall, g.comment,
           g.total, g.grade, g.adjusted_by, g.adjusted_reason, ${key}::text as sort_key
      from public_services.quality_rating g
      join public_services.quality_dossier q on q.dossier_id = g.dossier_id
     where ${conditionOf(filter)} ${beyond}
     order by ${key}, g.dossier_id limit ${limit + 1}`.execute(queries);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    ...(rows.length > limit && last ? { next: `${last.sort_key}_${last.dossier_id}` } : {}),
  };
}

/** Every rating as filtered, page by page: an export of any length costs the same memory. */
export async function* everyRating(queries: Queries, filter: RatingFilter): AsyncGenerator<RatingLine> {
  let after: string | undefined;
  do {
    const page = await listRatings(queries, filter, {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

function conditionOf({
  organisationId,
  code,
  overall,
  grade,
  rated,
  adjusted,
}: RatingFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  if (organisationId !== undefined) parts.push(sql`g.organisation_id = ${organisationId}::uuid`);
  if (code) parts.push(sql`g.code ilike ${`%${code.replace(/[\\%_]/g, (character) => `\\${character}`)}%`}`);
  if (overall !== undefined) parts.push(sql`g.overall = ${overall}`);
  if (grade !== undefined) parts.push(sql`g.grade = ${grade}`);
  if (rated !== undefined) parts.push(rated ? sql`g.rated_at is not null` : sql`g.rated_at is null`);
  if (adjusted) parts.push(sql`g.adjusted_at is not null`);
  return sql.join(parts, sql` and `);
}
