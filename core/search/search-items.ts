/**
 * Finds items, newest first, with the reader's rights inside the query. A question is answered step by step (see
 * search-steps.ts); inside a step the newest come first.
 */
import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { describeHits, type Hit } from "./describe-hits.ts";
import type { ParsedQuery } from "./parse-query.ts";
import { anyStep, STEP_NAMES, type Step, stepOf } from "./search-steps.ts";

/** What the person who asks may see. */
export interface Reader {
  /** Organisations of which the person reads everything (its clerk, its leader). */
  readonly organisations: readonly string[];
  /** The ids under which the person is named as a reader, in items of the organisation `home`: appointment, units. */
  readonly readers: readonly string[];
  /** Absent: the person is named nowhere else than where everything may be read. */
  readonly home?: string;
  /** Highest confidentiality the person is cleared for; 0 if not given. */
  readonly clearance?: number;
}

export interface SearchRequest {
  readonly query: ParsedQuery;
  readonly reader: Reader;
  readonly kinds?: readonly string[];
  /** Only items that have all of these tags. */
  readonly tags?: readonly string[];
  /** Only items that name this person: whole words of the name, with or without marks. */
  readonly person?: string;
  /** First and last day, `yyyy-MM-dd`. */
  readonly from?: string;
  readonly to?: string;
  /** At most 100, default 20. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface SearchPage {
  readonly hits: readonly Hit[];
  /** Give it back as `after` for the next page; undefined on the last page. */
  readonly next?: string;
}

export class InvalidCursor extends Error {
  readonly code = "search.invalid-cursor";
}

/** So many of the newest rows of an organisation are looked through first: enough for words that are in every tenth. */
const NEWEST = 300;
/** And so many if the first look found part of a page: the rest is near. */
const NEWEST_OF_SOME = 3_000;
/**
 * So many rows are fetched by the word index. When it has more, the words are common enough that going back day by day
 * finds a page soon: the two ways meet where both are cheap.
 */
const BY_INDEX = 1_000;
/** How far a scan goes when the word index cannot be asked, because too many bodies hold the words. */
const NEWEST_AT_MOST = 20_000;
const SYMBOL_STEP = 0;
const CURSOR = /^([0-3])\.(?:(\d{4}-\d{2}-\d{2})\.([0-9a-f-]{36}))?$/;

interface Row {
  readonly id: string;
  readonly d: string;
}

interface Position {
  readonly step: number;
  readonly date?: string;
  readonly id?: string;
}

/**
 * @returns one page of hits with the reason of each; no hits if the question is empty
 * @throws InvalidCursor if `after` is not a `next` of this function
 */
export async function searchItems(queries: Queries, request: SearchRequest): Promise<SearchPage> {
  const limit = Math.min(Math.max(request.limit ?? 20, 1), 100);
  let position = request.after === undefined ? { step: SYMBOL_STEP } : parseCursor(request.after);
  const found: { row: Row; step: number }[] = [];
  for (let step = position.step; step < STEP_NAMES.length && found.length <= limit; step++) {
    // A number and notation by itself means that document, not those that mention it.
    if (step > SYMBOL_STEP && isSymbolOnly(request.query) && found.length > 0) break;
    const rows = await rowsOf(queries, request, step, position, limit + 1 - found.length);
    for (const row of rows) found.push({ row, step });
    position = { step: step + 1 };
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const hits = await describeHits(
    queries,
    request.query,
    page.map(({ row, step }) => ({
      id: row.id,
      bySymbol: step === SYMBOL_STEP,
      byBody: STEP_NAMES[step] === "body",
    })),
  );
  return {
    hits,
    ...(found.length > limit && last ? { next: `${last.step}.${last.row.d}.${last.row.id}` } : {}),
  };
}

function isSymbolOnly(query: ParsedQuery): boolean {
  return query.symbol !== undefined && query.besideSymbol.length === 0;
}

/** How many hits there are, counted up to a cap: "hơn 1.000 kết quả". */
export async function countItems(
  queries: Queries,
  request: SearchRequest,
  cap = 1000,
): Promise<{ readonly count: number; readonly more: boolean }> {
  let count = 0;
  for (const place of placesOf(request.reader)) {
    const any = await anyStep(queries, request, place.organisationId);
    if (any === undefined || count > cap) break;
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from (
        select 1 from search.item where ${rightIn(request, place)} and ${filters(request)} and (${any})
        limit ${cap + 1 - count}) hits`.execute(queries);
    count += rows[0]?.count ?? 0;
  }
  return { count: Math.min(count, cap), more: count > cap };
}

/** An organisation that is asked: all its items, or those that name the person. */
interface Place {
  readonly organisationId: string;
  readonly readers?: readonly string[];
}

function placesOf({ organisations, readers, home }: Reader): readonly Place[] {
  return [
    ...organisations.map((organisationId) => ({ organisationId })),
    ...(home === undefined || readers.length === 0 || organisations.includes(home)
      ? []
      : [{ organisationId: home, readers }]),
  ];
}

function rightIn(request: SearchRequest, place: Place): RawBuilder<unknown> {
  return sql`${inOrganisation(request, place)} and ${isNamed(place)}`;
}

function inOrganisation({ reader }: SearchRequest, { organisationId }: Place): RawBuilder<unknown> {
  return sql`organisation_id = ${organisationId}::uuid and not withdrawn and confidentiality <= ${reader.clearance ?? 0}`;
}

function isNamed({ readers }: Place): RawBuilder<unknown> {
  return readers === undefined ? sql`true` : sql`readers && ${readers}::uuid[]`;
}

async function rowsOf(
  queries: Queries,
  request: SearchRequest,
  step: number,
  position: Position,
  limit: number,
): Promise<readonly Row[]> {
  const page = sql`${filters(request)} and ${afterPosition(position)}`;
  const all: Row[] = [];
  for (const place of placesOf(request.reader)) {
    const current = await stepOf(queries, request, step, place.organisationId);
    if (!current) continue;
    const inPlace = sql`${inOrganisation(request, place)} and ${page}`;
    const condition = sql`${isNamed(place)} and ${current.condition}`;
    all.push(...(await rowsOfStep(queries, inPlace, { ...current, condition }, limit)));
  }
  return all.sort(newestFirst).slice(0, limit);
}

/**
 * The newest rows of an organisation that answer a step. Common words are met among the newest rows, rare ones are few
 * in the index; the planner, who knows neither how words go together nor how they lie in time, is not asked.
 */
async function rowsOfStep(
  queries: Queries,
  inPlace: RawBuilder<unknown>,
  { condition, mayBeCommon, newestOnly = false }: Step,
  limit: number,
): Promise<readonly Row[]> {
  const newest = async (scanned: RawBuilder<unknown>): Promise<readonly Row[]> => {
    const { rows } = await sql<Row>`
      select id, d from (
        select id, d, lex, sym_folded, people, bodies, readers from search.item
         where ${inPlace} order by d desc, id desc ${scanned}) newest
       where ${condition}
       order by d desc, id desc limit ${limit}`.execute(queries);
    return rows;
  };
  if (newestOnly) return await newest(sql`limit ${NEWEST_AT_MOST}`);
  if (mayBeCommon) {
    const soon = await newest(sql`limit ${NEWEST}`);
    if (soon.length >= limit) return soon;
    if (soon.length >= limit / 4) {
      const later = await newest(sql`limit ${NEWEST_OF_SOME}`);
      if (later.length >= limit) return later;
    }
  }
  // Materialised: with "order by … limit" the planner would walk the date index and filter, which for a rare word
  // reads the whole organisation.
  const { rows } = await sql<Row>`
    with hits as materialized (
      select id, d from search.item where ${inPlace} and ${condition} ${mayBeCommon ? sql`limit ${BY_INDEX}` : sql``})
    select id, d from hits order by d desc, id desc`.execute(queries);
  if (!mayBeCommon || rows.length < BY_INDEX) return rows.slice(0, limit);
  return await newest(sql`offset 0`);
}

function filters(request: SearchRequest): RawBuilder<unknown> {
  const parts = [sql`true`];
  if (request.kinds !== undefined) parts.push(sql`kind = any(${request.kinds}::text[])`);
  if (request.from !== undefined) parts.push(sql`d >= ${request.from}::date`);
  if (request.to !== undefined) parts.push(sql`d <= ${request.to}::date`);
  return sql.join(parts, sql` and `);
}

function afterPosition(position: Position): RawBuilder<unknown> {
  if (position.date === undefined || position.id === undefined) return sql`true`;
  return sql`(d, id) < (${position.date}::date, ${position.id}::uuid)`;
}

function parseCursor(after: string): Position {
  const match = CURSOR.exec(after);
  if (!match) throw new InvalidCursor("The position in the result list is not readable; search again");
  const [, step, date, id] = match;
  return { step: Number(step), ...(date === undefined || id === undefined ? {} : { date, id }) };
}

function newestFirst(a: Row, b: Row): number {
  if (a.d !== b.d) return a.d < b.d ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
