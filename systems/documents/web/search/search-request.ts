import type { Context } from "hono";
import type { Database } from "../../../../core/database/index.ts";
import { type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  type Aliases,
  InvalidCursor,
  loadAliases,
  parseQuery,
  type SearchPage,
  type SearchRequest,
  searchItems,
} from "../../../../core/search/index.ts";
import { KINDS, TAGS } from "../../search/document-items.ts";
import { readerOf } from "../../search/readers.ts";
import { type ListFilter, readListFilter } from "../shared/list-filter.tsx";

/** What the address of the search page asks for. */
export interface Asked {
  readonly typed: ListFilter;
  readonly kind: string;
  readonly unit: string;
  readonly person: string;
  readonly aliases: Aliases;
  readonly request: SearchRequest;
  /** True if there is anything to look for. */
  readonly anything: boolean;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads the address; what cannot be meant narrows nothing. The rights of the person are part of the request. */
export async function readAsked(c: Context<HttpEnv>): Promise<Asked> {
  const { actor } = requireSession(c);
  const typed = readListFilter(c);
  const kind = queryText(c, "kind", 10);
  const unit = queryText(c, "unit", 36);
  const person = queryText(c, "person", 100);
  const aliases = await aliasesOf(c.var.house.database);
  const tags = [
    ...(typed.state ? [TAGS.state(typed.state)] : []),
    ...(typed.type ? [TAGS.type(typed.type)] : []),
    ...(UUID.test(unit) ? [TAGS.unit(unit)] : []),
  ];
  return {
    typed,
    kind,
    unit: UUID.test(unit) ? unit : "",
    person,
    aliases,
    anything: typed.text !== "" || tags.length > 0 || person !== "" || typed.from !== "" || typed.to !== "",
    request: {
      query: parseQuery(typed.text, aliases),
      reader: readerOf(actor),
      kinds: kind === "incoming" || kind === "outgoing" ? [KINDS[kind]] : Object.values(KINDS),
      tags,
      person,
      ...(typed.from ? { from: typed.from } : {}),
      ...(typed.to ? { to: typed.to } : {}),
    },
  };
}

/** An unreadable cursor (an old or edited link) is the first page. */
export async function findPage(
  database: Database,
  request: SearchRequest,
  after: string,
): Promise<SearchPage> {
  try {
    return await searchItems(database.queries, after === "" ? request : { ...request, after });
  } catch (error) {
    if (error instanceof InvalidCursor) return await searchItems(database.queries, request);
    throw error;
  }
}

const KEEP_MS = 60_000;
const kept = new WeakMap<Database, { aliases: Promise<Aliases>; until: number }>();

/** Spellings that mean the same; they change when an administrator edits them, so a minute old is new enough. */
function aliasesOf(database: Database): Promise<Aliases> {
  const known = kept.get(database);
  if (known && known.until > Date.now()) return known.aliases;
  const aliases = loadAliases(database.queries);
  kept.set(database, { aliases, until: Date.now() + KEEP_MS });
  aliases.catch(() => kept.delete(database));
  return aliases;
}
