import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { fold, normalizeTone, tokens } from "./fold.ts";
import { highlight, type Segment, snippet } from "./highlight.ts";
import type { ParsedQuery } from "./parse-query.ts";

/** A part of an item that a question may be answered by. */
export type Field = "symbol" | "title" | "issuer" | "people" | "content";

export interface Hit {
  readonly id: string;
  readonly kind: string;
  readonly date: string;
  readonly organisationId: string;
  readonly symbol: string | null;
  readonly title: string;
  readonly issuer: string | null;
  readonly people: readonly string[];
  /** The first part that answers the question by itself, else the content. */
  readonly where: Field;
  /** Every part that holds words of the question. */
  readonly fields: readonly Field[];
  readonly titleSegments: readonly Segment[];
  readonly issuerSegments: readonly Segment[];
  readonly peopleSegments: readonly Segment[];
  /** The place in the body, when the body holds words of the question that the heads do not. */
  readonly contentSegments: readonly Segment[];
}

interface Described {
  readonly id: string;
  readonly kind: string;
  readonly d: string;
  readonly organisation_id: string;
  readonly symbol: string | null;
  readonly title: string;
  readonly issuer: string | null;
  readonly people: readonly string[];
  readonly content: string | null;
  readonly texts: readonly string[];
}

/** Reads a page of hits and says of each why it was found. */
export async function describeHits(
  queries: Queries,
  query: ParsedQuery,
  page: readonly { readonly id: string; readonly bySymbol: boolean; readonly byBody: boolean }[],
): Promise<readonly Hit[]> {
  if (page.length === 0) return [];
  // Bodies are long: they are read only for what was found by them.
  const byBody = page.filter((each) => each.byBody).map((each) => each.id);
  const { rows } = await sql<Described>`
    select id, kind, d, organisation_id, symbol, title, issuer, people, content,
           case when id = any(${byBody}::uuid[])
                then array(select b.content from search.body b where b.key = any(bodies)) else '{}' end as texts
      from search.item where id = any(${page.map(({ id }) => id)}::uuid[])`.execute(queries);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return page.flatMap(({ id, bySymbol }) => {
    const item = byId.get(id);
    return item ? [hitOf(item, query, bySymbol)] : [];
  });
}

function hitOf(item: Described, query: ParsedQuery, bySymbol: boolean): Hit {
  const parts: readonly (readonly [Field, string])[] = [
    ["symbol", item.symbol ?? ""],
    ["title", item.title],
    ["issuer", item.issuer ?? ""],
    ["people", item.people.join(", ")],
    ["content", [item.content ?? "", ...item.texts].join("\n")],
  ];
  const held = parts.map(([field, text]) => [field, wordsIn(text, query)] as const);
  const fields = held.filter(([, words]) => words.size > 0).map(([field]) => field);
  const whole = held.find(([, words]) => words.size >= query.leastWords)?.[0];
  const inHeads = new Set(held.filter(([field]) => field !== "content").flatMap(([, words]) => [...words]));
  const moreInContent = [...(held.at(-1)?.[1] ?? [])].some((word) => !inHeads.has(word));
  const where = bySymbol ? "symbol" : (whole ?? fields[0] ?? "content");
  return {
    id: item.id,
    kind: item.kind,
    date: item.d,
    organisationId: item.organisation_id,
    symbol: item.symbol,
    title: item.title,
    issuer: item.issuer,
    people: item.people,
    where,
    fields: bySymbol && !fields.includes("symbol") ? ["symbol", ...fields] : fields,
    titleSegments: highlight(item.title, query),
    issuerSegments: highlight(item.issuer ?? "", query),
    peopleSegments: highlight(item.people.join(", "), query),
    contentSegments: moreInContent ? contentSnippet(item, query) : [],
  };
}

/** The text that holds most words of the question. */
function contentSnippet(item: Described, query: ParsedQuery): readonly Segment[] {
  const texts = [item.content ?? "", ...item.texts];
  const best = texts.reduce((one, other) =>
    wordsIn(other, query).size > wordsIn(one, query).size ? other : one,
  );
  return snippet(best, query);
}

/** Words of the question that a text holds. */
function wordsIn(text: string, query: ParsedQuery): ReadonlySet<string> {
  const found = new Set<string>();
  for (const token of tokens(text)) {
    const word = query.marked ? normalizeTone(token) : fold(token);
    if (query.words.has(word)) found.add(word);
  }
  return found;
}
