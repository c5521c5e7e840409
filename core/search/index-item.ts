import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { CONTENT_LIMIT, cleanText, itemRow } from "./item-row.ts";
import { asTsvector, bodyLexeme, lexemes } from "./lexemes.ts";

/** Something that can be found. `id` is the id of the thing itself; a kind's page is found by kind and id. */
export interface SearchItem {
  readonly id: string;
  readonly kind: string;
  /** The day it is sorted by, `yyyy-MM-dd`. */
  readonly date: string;
  /** The organisation whose register holds it. */
  readonly organisationId: string;
  /** People, units or roles that may read it beside those who read everything of the organisation. */
  readonly readers?: readonly string[];
  /** 0 = everybody with a right to it; above, only readers cleared for the level. */
  readonly confidentiality?: number;
  /** Code number and notation, e.g. 125/STTTT-CNTT. */
  readonly symbol?: string;
  readonly title: string;
  /** The organisation that issued it. */
  readonly issuer?: string;
  /** Names of the people it has to do with: signer, author, whoever handles it. */
  readonly people?: readonly string[];
  /** What a search may be narrowed by beside words, e.g. `state:completed`. Short: each costs a place in the index. */
  readonly tags?: readonly string[];
  /** Words of its own beside the title: a summary, a directive. Found after the title. */
  readonly content?: string;
  /** Keys of texts that belong to it (see `putBodies`), at most a few. */
  readonly bodies?: readonly string[];
  /** True: kept, but found by nobody. */
  readonly withdrawn?: boolean;
}

/** Makes items findable, or replaces what was known of them, in the caller's transaction. */
export async function indexItems(queries: Queries, items: readonly SearchItem[]): Promise<void> {
  if (items.length === 0) return;
  await sql`
    insert into search.item (id, kind, d, organisation_id, readers, confidentiality, symbol, sym_folded, title, issuer,
           people, bodies, content, lex, withdrawn)
    select id, kind, d, organisation_id, readers, confidentiality, symbol, sym_folded, title, issuer, people, bodies, content,
           lex::tsvector, withdrawn
      from json_to_recordset(${JSON.stringify(items.map(itemRow))}::json) as r(
        id uuid, kind text, d date, organisation_id uuid, readers uuid[], confidentiality smallint, symbol text,
        sym_folded text, title text, issuer text, people text[], bodies text[], content text, lex text, withdrawn boolean)
    on conflict (id) do update set kind = excluded.kind, d = excluded.d, organisation_id = excluded.organisation_id,
      readers = excluded.readers, confidentiality = excluded.confidentiality, symbol = excluded.symbol,
      sym_folded = excluded.sym_folded, title = excluded.title, issuer = excluded.issuer, people = excluded.people,
      bodies = excluded.bodies, content = excluded.content, lex = excluded.lex, withdrawn = excluded.withdrawn`.execute(
    queries,
  );
}

/** A text and the key under which items name it. */
export interface Body {
  readonly key: string;
  readonly text: string;
}

/** Keeps texts that items name by key, each once; one that is there already stays as it is. */
export async function putBodies(queries: Queries, bodies: readonly Body[]): Promise<void> {
  if (bodies.length === 0) return;
  const rows = bodies.map(({ key, text }) => {
    const content = cleanText(text.slice(0, CONTENT_LIMIT));
    return { key, content, lex: asTsvector(lexemes(content)) };
  });
  await sql`
    insert into search.body (key, content, lex)
    select key, content, lex::tsvector from json_to_recordset(${JSON.stringify(rows)}::json)
      as r(key text, content text, lex text)
    on conflict (key) do nothing`.execute(queries);
}

/** Which of these keys name a text that is kept. */
export async function knownBodies(queries: Queries, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const { rows } = await sql<{ key: string }>`
    select key from search.body where key = any(${[...keys]}::text[])`.execute(queries);
  return new Set(rows.map((row) => row.key));
}

/** The keys of the bodies of an item; none if there is no such item. */
export async function bodiesOfItem(queries: Queries, id: string): Promise<readonly string[]> {
  const { rows } = await sql<{ bodies: string[] }>`
    select bodies from search.item where id = ${id}::uuid`.execute(queries);
  return rows[0]?.bodies ?? [];
}

/** Forgets those of the texts that no item names which can be found. */
export async function removeUnusedBodies(queries: Queries, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const lexeme = `'${bodyLexeme(key)}'`;
    await sql`delete from search.body where key = ${key}
      and not exists (select 1 from search.item where lex @@ ${lexeme}::tsquery and not withdrawn)`.execute(
      queries,
    );
  }
}

/** Makes one item findable. */
export async function indexItem(queries: Queries, item: SearchItem): Promise<void> {
  await indexItems(queries, [item]);
}

/** Hides an item from every search (recalled, refused) but keeps its row; `indexItem` brings it back. */
export async function withdrawItem(queries: Queries, id: string): Promise<void> {
  await sql`update search.item set withdrawn = true where id = ${id}::uuid`.execute(queries);
}

/** Forgets an item. */
export async function removeItem(queries: Queries, id: string): Promise<void> {
  await sql`delete from search.item where id = ${id}::uuid`.execute(queries);
}
