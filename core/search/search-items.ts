/**
 * Finds items, newest first, with the reader's rights inside the query.
 *
 * A question is answered in steps that never overlap: items whose symbol begins with the one typed, items that hold the
 * words next to each other, then items that hold all words anywhere. Inside a step the newest come first.
 */
import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { highlight, type Segment, snippet } from "./highlight.ts";
import { type ParsedQuery, tsquery } from "./parse-query.ts";

/** What the person who asks may see. */
export interface Reader {
  /** Organisations of which the person reads everything (its clerk, its leader). */
  readonly organisations: readonly string[];
  /** The ids under which the person is named as a reader: person, appointment, units. */
  readonly readers: readonly string[];
  /** Highest confidentiality the person is cleared for; 0 if not given. */
  readonly clearance?: number;
}

export interface SearchRequest {
  readonly query: ParsedQuery;
  readonly reader: Reader;
  readonly kinds?: readonly string[];
  /** First and last day, `yyyy-MM-dd`. */
  readonly from?: string;
  readonly to?: string;
  /** At most 100, default 20. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface Hit {
  readonly id: string;
  readonly kind: string;
  readonly date: string;
  readonly organisationId: string;
  readonly symbol: string | null;
  readonly title: string;
  /** Where the question was answered. */
  readonly where: "symbol" | "title" | "content";
  readonly titleSegments: readonly Segment[];
  /** The place in the body, when the body holds words of the question that the title does not. */
  readonly contentSegments: readonly Segment[];
}

export interface SearchPage {
  readonly hits: readonly Hit[];
  /** Give it back as `after` for the next page; undefined on the last page. */
  readonly next?: string;
}

export class InvalidCursor extends Error {
  readonly code = "search.invalid-cursor";
}

/**
 * So many of the newest rows of an organisation are looked through before the word index is asked. What does not fill a
 * page among them is in less than one row of a hundred, and few enough for the index; looking through more would only
 * delay the answer to a rare word (a scan of 20,000 costs about seven times one of 3,000).
 */
const NEWEST = 3_000;
const FIRST_STEP = 0;
const CURSOR = /^([0-2])\.(?:(\d{4}-\d{2}-\d{2})\.([0-9a-f-]{36}))?$/;

interface Row {
  readonly id: string;
  readonly d: string;
}

interface Step {
  /** Condition of a hit, for the word index. */
  readonly condition: RawBuilder<unknown>;
  /** True if the newest-first scan helps: words may be common, a symbol never is. */
  readonly mayBeCommon: boolean;
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
  const steps = stepsOf(request.query);
  let position = request.after === undefined ? { step: FIRST_STEP } : parseCursor(request.after);
  const found: { row: Row; step: number }[] = [];
  for (let step = position.step; step < steps.length && found.length <= limit; step++) {
    const current = steps[step];
    if (!current) continue;
    const rows = await rowsOf(queries, request, current, position, limit + 1 - found.length);
    for (const row of rows) found.push({ row, step });
    position = { step: step + 1 };
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const hits = await describe(queries, request.query, page);
  return {
    hits,
    ...(found.length > limit && last ? { next: `${last.step}.${last.row.d}.${last.row.id}` } : {}),
  };
}

/** How many hits there are, counted up to a cap: "hơn 1.000 kết quả". */
export async function countItems(
  queries: Queries,
  request: SearchRequest,
  cap = 1000,
): Promise<{ readonly count: number; readonly more: boolean }> {
  const conditions = stepsOf(request.query).flatMap((step) => (step ? [step.condition] : []));
  if (conditions.length === 0) return { count: 0, more: false };
  const any = sql.join(
    conditions.map((condition) => sql`(${condition})`),
    sql` or `,
  );
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select 1 from search.item where not withdrawn and ${mayRead(request.reader)} and ${filters(request)} and (${any})
      limit ${cap + 1}) hits`.execute(queries);
  const count = rows[0]?.count ?? 0;
  return { count: Math.min(count, cap), more: count > cap };
}

/** The conditions of symbol, phrase and words; a step that the question does not have is undefined. */
function stepsOf(query: ParsedQuery): readonly (Step | undefined)[] {
  const symbol = symbolCondition(query);
  const all = tsquery(query.terms, query.marked, "words");
  const neighbours = tsquery(query.terms, query.marked, "phrase");
  const words = all === undefined ? undefined : sql`lex @@ ${all}::tsquery`;
  const phrase = neighbours === undefined ? undefined : sql`lex @@ ${neighbours}::tsquery`;
  return [
    symbol && { condition: symbol, mayBeCommon: false },
    phrase && { condition: without(phrase, [symbol]), mayBeCommon: true },
    words && { condition: without(words, [symbol, phrase]), mayBeCommon: true },
  ];
}

/** The symbol as typed begins the item's symbol, and the words beside it are in the item. */
function symbolCondition(query: ParsedQuery): RawBuilder<unknown> | undefined {
  if (query.symbol === undefined) return undefined;
  const beside = tsquery(query.besideSymbol, query.marked, "words");
  const begins = sql`sym_folded like ${`${query.symbol.replace(/[\\%_]/g, "\\$&")}%`}`;
  return beside === undefined ? begins : sql`(${begins} and lex @@ ${beside}::tsquery)`;
}

function without(
  condition: RawBuilder<unknown>,
  earlier: readonly (RawBuilder<unknown> | undefined)[],
): RawBuilder<unknown> {
  return earlier.reduce<RawBuilder<unknown>>(
    (sum, other) => (other ? sql`${sum} and (${other}) is not true` : sum),
    condition,
  );
}

async function rowsOf(
  queries: Queries,
  request: SearchRequest,
  step: Step,
  position: Position,
  limit: number,
): Promise<readonly Row[]> {
  const page = sql`${filters(request)} and ${afterPosition(position)}`;
  const { organisations, readers } = request.reader;
  const own = organisations.length === 0 ? [] : await ofOrganisations(queries, request, step, page, limit);
  const named =
    readers.length === 0
      ? []
      : await select(queries, request, sql`readers && ${readers}::uuid[]`, step, page, limit);
  const merged = new Map([...own, ...named].map((row) => [row.id, row]));
  return [...merged.values()].sort(newestFirst).slice(0, limit);
}

/** Beyond this many organisations one look at the word index is cheaper than one look for each. */
const MOST_ORGANISATIONS = 8;

/** The newest rows of each organisation first; the word index only if those do not fill the page. */
async function ofOrganisations(
  queries: Queries,
  request: SearchRequest,
  step: Step,
  page: RawBuilder<unknown>,
  limit: number,
): Promise<readonly Row[]> {
  const { organisations } = request.reader;
  const byWords = (ids: readonly string[]) =>
    select(queries, request, sql`organisation_id = any(${ids}::uuid[])`, step, page, limit);
  if (!step.mayBeCommon || organisations.length > MOST_ORGANISATIONS) return byWords(organisations);
  // One organisation at a time: in a scan over several, hits of one beyond its newest rows could be missed although
  // they are newer than the hits of another.
  const all: Row[] = [];
  for (const id of organisations) {
    const { rows } = await sql<Row>`
      select id, d from (
        select id, d, lex, sym_folded from search.item
         where organisation_id = ${id}::uuid and not withdrawn
           and confidentiality <= ${request.reader.clearance ?? 0} and ${page}
         order by d desc, id desc limit ${NEWEST}) newest
       where ${step.condition}
       order by d desc, id desc limit ${limit}`.execute(queries);
    all.push(...(rows.length >= limit ? rows : await byWords([id])));
  }
  return all;
}

async function select(
  queries: Queries,
  request: SearchRequest,
  right: RawBuilder<unknown>,
  step: Step,
  page: RawBuilder<unknown>,
  limit: number,
): Promise<readonly Row[]> {
  // Materialised: with "order by … limit" the planner would walk the date index and filter, which for a rare word
  // reads the whole organisation.
  const { rows } = await sql<Row>`
    with hits as materialized (
      select id, d from search.item
       where ${right} and not withdrawn and confidentiality <= ${request.reader.clearance ?? 0} and ${page} and ${step.condition})
    select id, d from hits order by d desc, id desc limit ${limit}`.execute(queries);
  return rows;
}

function mayRead(reader: Reader): RawBuilder<unknown> {
  return sql`(organisation_id = any(${reader.organisations}::uuid[]) or readers && ${reader.readers}::uuid[])
    and confidentiality <= ${reader.clearance ?? 0}`;
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

interface Described {
  readonly id: string;
  readonly kind: string;
  readonly d: string;
  readonly organisation_id: string;
  readonly symbol: string | null;
  readonly title: string;
  readonly content: string | null;
  readonly in_title: boolean;
}

async function describe(
  queries: Queries,
  query: ParsedQuery,
  page: readonly { readonly row: Row; readonly step: number }[],
): Promise<readonly Hit[]> {
  const title = tsquery(query.terms, query.marked, "words", "title");
  const { rows } = await sql<Described>`
    select id, kind, d, organisation_id, symbol, title, content,
           ${title === undefined ? sql`true` : sql`lex @@ ${title}::tsquery`} as in_title
      from search.item where id = any(${page.map(({ row }) => row.id)}::uuid[])`.execute(queries);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return page.flatMap(({ row, step }) => {
    const item = byId.get(row.id);
    if (!item) return [];
    return [
      {
        id: item.id,
        kind: item.kind,
        date: item.d,
        organisationId: item.organisation_id,
        symbol: item.symbol,
        title: item.title,
        where: step === FIRST_STEP ? "symbol" : item.in_title ? "title" : "content",
        titleSegments: highlight(item.title, query),
        contentSegments: item.in_title || item.content === null ? [] : snippet(item.content, query),
      } satisfies Hit,
    ];
  });
}
