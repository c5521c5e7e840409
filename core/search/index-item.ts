import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { foldSymbol } from "./fold.ts";
import { itemLexemes } from "./lexemes.ts";

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
  readonly content?: string;
}

/** A body beyond this many characters is indexed up to here; a tsvector holds at most 1 MB. */
const CONTENT_LIMIT = 200_000;

/** Makes items findable, or replaces what was known of them, in the caller's transaction. */
export async function indexItems(queries: Queries, items: readonly SearchItem[]): Promise<void> {
  const rows = items.map((item) => {
    const content = item.content === undefined ? undefined : clean(item.content.slice(0, CONTENT_LIMIT));
    const symbol = item.symbol === undefined ? undefined : clean(item.symbol);
    const title = clean(item.title);
    return {
      id: item.id,
      kind: item.kind,
      d: item.date,
      organisation_id: item.organisationId,
      readers: item.readers ?? [],
      confidentiality: item.confidentiality ?? 0,
      symbol: symbol ?? null,
      sym_folded: symbol === undefined ? null : foldSymbol(symbol),
      title,
      content: content ?? null,
      lex: itemLexemes({
        title,
        ...(symbol === undefined ? {} : { symbol }),
        ...(content === undefined ? {} : { content }),
      }),
    };
  });
  await sql`
    insert into search.item (id, kind, d, organisation_id, readers, confidentiality, symbol, sym_folded, title, content, lex)
    select id, kind, d, organisation_id, readers, confidentiality, symbol, sym_folded, title, content, array_to_tsvector(lex)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, kind text, d date, organisation_id uuid, readers uuid[], confidentiality smallint, symbol text,
        sym_folded text, title text, content text, lex text[])
    on conflict (id) do update set kind = excluded.kind, d = excluded.d, organisation_id = excluded.organisation_id,
      readers = excluded.readers, confidentiality = excluded.confidentiality, symbol = excluded.symbol,
      sym_folded = excluded.sym_folded, title = excluded.title, content = excluded.content, lex = excluded.lex,
      withdrawn = false`.execute(queries);
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

/** PostgreSQL stores neither NUL nor half a surrogate pair; text taken out of files may hold both. */
function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed().normalize("NFC");
}
