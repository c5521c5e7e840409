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

/** What the words of a question ask of an item's words: text of a `tsquery`, undefined if there is nothing to ask. */
interface Conditions {
  readonly symbol: Condition;
  readonly phrase: string | undefined;
  readonly words: string | undefined;
}

function conditionsOf(query: ParsedQuery, shelf: string): Conditions {
  return {
    symbol: symbolCondition(query, shelf),
    words: tsquery(query.terms, query.marked, "words", "anywhere", query.quoted, shelf),
    phrase: tsquery(query.terms, query.marked, "phrase", "anywhere", query.quoted, shelf),
  };
}

/**
 * One step of a question put to one organisation; undefined if the question does not have it. What narrows the question
 * (tags, a person) is part of the condition, not of the scan: it may be rare, and a scan for rare things does not end.
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
  const ofWords = (asked: string | undefined, earlier?: string): Step | undefined =>
    asked === undefined
      ? undefined
      : { condition: and([without(holds(asked, earlier), symbol), ...narrowed]), mayBeCommon: true };
  switch (STEP_NAMES[step]) {
    case "symbol":
      return symbol && { condition: and([symbol, ...narrowed]), mayBeCommon: false };
    case "phrase":
      return ofWords(phrase);
    case "words":
      // Nothing typed, but a person, a state or a time chosen: everything that has it.
      if (words === undefined && asksWithoutWords(request, narrowed))
        return { condition: and(narrowed), mayBeCommon: true };
      return ofWords(words, phrase);
    case "body": {
      const found = await askBodies(queries, query, shelf);
      if (found === undefined) return undefined;
      if (found.keys !== undefined) return ofWords(found.keys, words);
      const inTitle = words === undefined ? sql`` : sql`and not ${holds(words)}`;
      return {
        condition: and([without(sql`${found.inBody} ${inTitle}`, symbol), ...narrowed]),
        mayBeCommon: true,
        newestOnly: true,
      };
    }
    default:
      return undefined;
  }
}

/** What an earlier step found is left out inside the word index: it need not be read to be dropped. */
function holds(asked: string, earlier?: string): RawBuilder<unknown> {
  return sql`lex @@ ${earlier === undefined ? asked : `(${asked}) & !(${earlier})`}::tsquery`;
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

/** The bodies that hold the words: their keys as an item has them, or, for too many, the question to each body. */
type AskedBodies =
  | { readonly keys: string; readonly inBody?: never }
  | { readonly inBody: RawBuilder<unknown>; readonly keys?: never };

async function askBodies(
  queries: Queries,
  query: ParsedQuery,
  shelf: string,
): Promise<AskedBodies | undefined> {
  const inBody = tsquery(query.terms, query.marked, "words", "title", query.quoted);
  if (inBody === undefined) return undefined;
  const { rows } = await sql<{ key: string }>`
    select key from search.body where lex @@ ${inBody}::tsquery limit ${MOST_BODIES + 1}`.execute(queries);
  if (rows.length === 0) return undefined;
  if (rows.length <= MOST_BODIES)
    return {
      keys: rows.map((row) => `'${shelf}${bodyLexeme(row.key).replaceAll("'", "''")}'`).join(" | "),
    };
  return {
    inBody: sql`exists (select 1 from search.body b where b.key = any(bodies) and b.lex @@ ${inBody}::tsquery)`,
  };
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
  const bodies = await askBodies(queries, request.query, shelf);
  const parts = [
    symbol,
    words === undefined ? undefined : holds(words),
    bodies?.keys === undefined ? bodies?.inBody : holds(bodies.keys),
  ].flatMap((part) => (part ? [sql`(${part})`] : []));
  const narrowed = narrowing(request, shelf);
  if (parts.length === 0) return asksWithoutWords(request, narrowed) ? and(narrowed) : undefined;
  return and([sql`(${sql.join(parts, sql` or `)})`, ...narrowed]);
}

/** A time alone is a question when nothing was typed; what was typed and holds no word finds nothing. */
function asksWithoutWords(
  { query, from, to }: SearchRequest,
  narrowed: readonly RawBuilder<unknown>[],
): boolean {
  return narrowed.length > 0 || (query.text === "" && (from !== undefined || to !== undefined));
}

function and(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return parts.length === 0 ? sql`true` : sql.join([...parts], sql` and `);
}

function without(condition: RawBuilder<unknown>, earlier: Condition): RawBuilder<unknown> {
  return earlier === undefined ? condition : sql`${condition} and (${earlier}) is not true`;
}
