import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Queries, Tables } from "../../../../core/database/index.ts";
import type { DifferenceKind } from "../tables.ts";
import type { DifferenceRow } from "./settle-difference.ts";

export type ComparisonRow = Selectable<Tables["public_services.payment_comparison"]>;
const UUID = /^[0-9a-f-]{36}$/;

/** Comparisons of a body, the newest first, page by key. */
export async function listComparisons(
  queries: Queries,
  organisationId: string,
  { after = "", limit = 30 }: { readonly after?: string; readonly limit?: number },
): Promise<{ readonly rows: readonly ComparisonRow[]; readonly next?: string }> {
  const { rows } = await sql<ComparisonRow>`
    select * from public_services.payment_comparison where organisation_id = ${organisationId}::uuid
      ${UUID.test(after) ? sql`and id < ${after}::uuid` : sql``}
     order by id desc limit ${limit + 1}`.execute(queries);
  return pageOf(rows, limit);
}

export interface DifferenceFilter {
  /** Words of reference, transaction or detail. */
  readonly text?: string;
  readonly kind?: DifferenceKind;
  readonly settled?: boolean;
}

export interface DifferencesAsked {
  readonly filter: DifferenceFilter;
  /** The newest first unless `oldest`. */
  readonly oldest: boolean;
}

/** Differences of a body, page by key. @param page.after id of the last one seen */
export async function listDifferences(
  queries: Queries,
  organisationId: string,
  { filter, oldest }: DifferencesAsked,
  { after = "", limit = 50 }: { readonly after?: string; readonly limit?: number },
): Promise<{ readonly rows: readonly DifferenceRow[]; readonly next?: string }> {
  const direction = oldest ? sql`asc` : sql`desc`;
  const { rows } = await sql<DifferenceRow>`
    select * from public_services.payment_difference where organisation_id = ${organisationId}::uuid ${narrowed(filter)}
      ${UUID.test(after) ? sql`and id ${oldest ? sql`>` : sql`<`} ${after}::uuid` : sql``}
     order by id ${direction} limit ${limit + 1}`.execute(queries);
  return pageOf(rows, limit);
}

function narrowed({ text, kind, settled }: DifferenceFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql``];
  if (kind) parts.push(sql`and kind = ${kind}`);
  if (settled !== undefined)
    parts.push(settled ? sql`and settled_at is not null` : sql`and settled_at is null`);
  if (text) {
    const pattern = `%${text.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
    parts.push(
      sql`and search.fold(reference || ' ' || transaction_code || ' ' || detail) like search.fold(${pattern})`,
    );
  }
  return sql.join(parts, sql` `);
}

/** Every difference as filtered, for a file. */
export async function* everyDifference(
  queries: Queries,
  organisationId: string,
  asked: DifferencesAsked,
): AsyncGenerator<DifferenceRow> {
  let after: string | undefined;
  do {
    const page = await listDifferences(queries, organisationId, asked, {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

/** How many wait for a person. */
export async function countOpenDifferences(queries: Queries, organisationId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from public_services.payment_difference
     where organisation_id = ${organisationId}::uuid and settled_at is null`.execute(queries);
  return rows[0]?.n ?? 0;
}

function pageOf<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): { readonly rows: readonly Row[]; readonly next?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, ...(rows.length > limit && last ? { next: last.id } : {}) };
}
