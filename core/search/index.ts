/** Finding things in Vietnamese text: what other rooms use. */
export { type Aliases, aliases, loadAliases, NO_ALIASES, putAliasGroup } from "./aliases.ts";
export type { Field, Hit } from "./describe-hits.ts";
export { closeRebuild, exchangeIndex } from "./exchange-index.ts";
export { fold, foldSymbol, normalizeTone, tokens } from "./fold.ts";
export { highlight, type Segment, snippet } from "./highlight.ts";
export {
  type Body,
  bodiesOfItem,
  indexItem,
  indexItems,
  knownBodies,
  putBodies,
  removeItem,
  removeUnusedBodies,
  type SearchItem,
  withdrawItem,
} from "./index-item.ts";
export { itemLexemes, lexemes } from "./lexemes.ts";
export { type ParsedQuery, parseQuery, type Term, withoutMarks } from "./parse-query.ts";
export { openPartWriter, type PartWriter } from "./part-writer.ts";
export { openRebuild, type Rebuild, RebuildRunning, rebuildAlone } from "./rebuild-items.ts";
export {
  countItems,
  InvalidCursor,
  type Reader,
  type SearchPage,
  type SearchRequest,
  searchItems,
} from "./search-items.ts";
