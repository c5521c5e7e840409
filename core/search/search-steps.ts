/**
 * A question as steps that never overlap: items whose symbol begins with the one typed, items that hold the words next
 * to each other, items that hold all words, then items with a body that holds them.
 */
import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { fold, tokens } from "./fold.ts";
import { bodyLexeme, lexemes, shelfOf, tagLexeme } from "./lexemes.ts";
import { type ParsedQuery, tsquery } from "./parse-query.ts";
import type { SearchRequest } from "./search-items.ts";

export const STEP_NAMES = ["symbol", "phrase", "words", "body"] as const;

export interface Step {
  /** Condition of a hit, for the word index. */
  readonly condition: RawBuilder<unknown>;
  /** True if the newest-first scan helps: words may be common, a symbol never is. */
  readonly mayBeCommon: boolean;
  /** True: too many bodies hold the words for the index to be asked; only the newest items are looked through. */
  readonly newestOnly?: boolean;
}

type Condition = RawBuilder<unknown> | undefined;

interface Conditions {
  readonly symbol: Condition;
  readonly phrase: Condition;
  readonly words: Condition;
}

function conditionsOf(query: ParsedQuery, shelf: string): Conditions {
  const all = tsquery(query.terms, query.marked, "words", "anywhere", query.quoted, shelf);
  const neighbours = tsquery(query.terms, query.marked, "phrase", "anywhere", query.quoted, shelf);
  return {
    symbol: symbolCondition(query, shelf),
    words: all === undefined ? undefined : sql`lex @@ ${all}::tsquery`,
    phrase: neighbours === undefined ? undefined : sql`lex @@ ${neighbours}::tsquery`,
  };
}

/**
 * One step of a question put to one organisation; undefined if the question does not have it. What narrows the question (tags, a person) is part
 * of the condition, not of the scan: it may be rare, and a scan for rare things does not end.
 */
export async function stepOf(
  queries: Queries,
  request: SearchRequest,
  step: number,
  organisationId: string,
): Promise<Step | undefined> {
  const { query } = request;
  const shelf = shelfOf(organisationId);
  const { symbol, phrase, words } = conditionsOf(query, shelf);
  const narrowed = narrowing(request, shelf);
  const of = (condition: Condition, mayBeCommon: boolean, earlier: readonly Condition[]): Step | undefined =>
    condition && { condition: and([without(condition, earlier), ...narrowed]), mayBeCommon };
  switch (STEP_NAMES[step]) {
    case "symbol":
      return of(symbol, false, []);
    case "phrase":
      return of(phrase, true, [symbol]);
    case "words":
      // Nothing typed, but a person or a state chosen: everything that has it.
      if (!words && narrowed.length > 0) return { condition: and(narrowed), mayBeCommon: true };
      return of(words, true, [symbol, phrase]);
    case "body": {
      const inBody = await bodyCondition(queries, query, shelf);
      const found = of(inBody?.condition, true, [symbol, words]);
      return found && { ...found, newestOnly: inBody?.many ?? false };
    }
    default:
      return undefined;
  }
}

/** The symbol as typed begins the item's symbol, and the words beside it are in the item. */
function symbolCondition(query: ParsedQuery, shelf: string): Condition {
  if (query.symbol === undefined) return undefined;
  const beside = tsquery(query.besideSymbol, query.marked, "words", "anywhere", query.quoted, shelf);
  const begins = sql`sym_folded like ${`${query.symbol.replace(/[\\%_]/g, "\\$&")}%`}`;
  return beside === undefined ? begins : sql`(${begins} and lex @@ ${beside}::tsquery)`;
}

/** Beyond so many bodies the items are not looked up by body: the newest are asked whether theirs is one. */
const MOST_BODIES = 2_000;

async function bodyCondition(
  queries: Queries,
  query: ParsedQuery,
  shelf: string,
): Promise<{ readonly condition: RawBuilder<unknown>; readonly many: boolean } | undefined> {
  const inBody = tsquery(query.terms, query.marked, "words", "title", query.quoted);
  if (inBody === undefined) return undefined;
  const { rows } = await sql<{ key: string }>`
    select key from search.body where lex @@ ${inBody}::tsquery limit ${MOST_BODIES + 1}`.execute(queries);
  if (rows.length === 0) return undefined;
  if (rows.length > MOST_BODIES) {
    const holds = sql`exists (select 1 from search.body b where b.key = any(bodies) and b.lex @@ ${inBody}::tsquery)`;
    return { condition: holds, many: true };
  }
  const keys = rows.map((row) => `'${shelf}${bodyLexeme(row.key).replaceAll("'", "''")}'`).join(" | ");
  return { condition: sql`lex @@ ${keys}::tsquery`, many: false };
}

/** Tags and a person, as conditions of the word index. */
function narrowing({ tags = [], person = "" }: SearchRequest, shelf: string): RawBuilder<unknown>[] {
  const parts: RawBuilder<unknown>[] = [];
  if (tags.length > 0) {
    const all = tags.map((tag) => `'${shelf}${tagLexeme(tag).replace(/['\\]/g, "$&$&")}'`).join(" & ");
    parts.push(sql`lex @@ ${all}::tsquery`);
  }
  const words = tokens(person);
  if (words.length > 0) {
    // The words and their neighbourhood find few items; the names themselves decide.
    const found = lexemes(fold(person)).filter((lexeme) => !lexeme.startsWith("="));
    parts.push(sql`lex @@ ${found.map((lexeme) => `'${shelf}${lexeme}'`).join(" & ")}::tsquery`);
    parts.push(
      sql`' ' || search.fold(array_to_string(people, ' , ')) || ' ' like ${`% ${words.map(fold).join(" ")} %`}`,
    );
  }
  return parts;
}

/** Any condition of the question, for counting; the bodies too. */
export async function anyStep(
  queries: Queries,
  request: SearchRequest,
  organisationId: string,
): Promise<RawBuilder<unknown> | undefined> {
  const shelf = shelfOf(organisationId);
  const { symbol, words } = conditionsOf(request.query, shelf);
  const inBody = await bodyCondition(queries, request.query, shelf);
  const parts = [symbol, words, inBody?.condition].flatMap((part) => (part ? [sql`(${part})`] : []));
  const narrowed = narrowing(request, shelf);
  if (parts.length === 0) return narrowed.length > 0 ? and(narrowed) : undefined;
  return and([sql`(${sql.join(parts, sql` or `)})`, ...narrowed]);
}

function and(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join([...parts], sql` and `);
}

function without(condition: RawBuilder<unknown>, earlier: readonly Condition[]): RawBuilder<unknown> {
  return earlier.reduce<RawBuilder<unknown>>(
    (sum, other) => (other ? sql`${sum} and (${other}) is not true` : sum),
    condition,
  );
}
