import { foldSymbol } from "./fold.ts";
import type { SearchItem } from "./index-item.ts";
import { itemTsvector } from "./lexemes.ts";

/** A body beyond this many characters is indexed up to here; a tsvector holds at most 1 MB. */
export const CONTENT_LIMIT = 200_000;

/** A row of `search.item`, with its words as a `tsvector` is written. */
export interface ItemRow {
  readonly id: string;
  readonly kind: string;
  readonly d: string;
  readonly organisation_id: string;
  readonly readers: readonly string[];
  readonly confidentiality: number;
  readonly symbol: string | null;
  readonly sym_folded: string | null;
  readonly title: string;
  readonly issuer: string | null;
  readonly people: readonly string[];
  readonly bodies: readonly string[];
  readonly content: string | null;
  readonly lex: string;
  readonly withdrawn: boolean;
}

export function itemRow(item: SearchItem): ItemRow {
  const content = item.content === undefined ? undefined : cleanText(item.content.slice(0, CONTENT_LIMIT));
  const symbol = item.symbol === undefined ? undefined : cleanText(item.symbol);
  const issuer = item.issuer === undefined ? undefined : cleanText(item.issuer);
  const people = (item.people ?? []).map(cleanText);
  const title = cleanText(item.title);
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
    issuer: issuer ?? null,
    people,
    bodies: item.bodies ?? [],
    content: content ?? null,
    withdrawn: item.withdrawn ?? false,
    lex: itemTsvector({
      organisationId: item.organisationId,
      title,
      people,
      ...(item.bodies === undefined ? {} : { bodies: item.bodies }),
      ...(item.tags === undefined ? {} : { tags: item.tags.map(cleanText) }),
      ...(symbol === undefined ? {} : { symbol }),
      ...(issuer === undefined ? {} : { issuer }),
      ...(content === undefined ? {} : { content }),
    }),
  };
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; text taken out of files may hold both. */
export function cleanText(text: string): string {
  const stored = text.includes("\0") ? text.replaceAll("\0", "") : text;
  return (stored.isWellFormed() ? stored : stored.toWellFormed()).normalize("NFC");
}
