import { fold, normalizeTone, tokens } from "./fold.ts";

/** PostgreSQL refuses lexemes above 2,046 bytes; nothing a person searches for is longer than this many characters. */
const LONGEST_TOKEN = 60;

/** The forms of one word: without marks, and as written (undefined for a number). */
interface Forms {
  readonly folded: string;
  readonly exact: string | undefined;
}

/** Documents repeat their words: the forms of those met lately are kept, so that folding is not done anew each time. */
const known = new Map<string, Forms>();
const MOST_KNOWN = 20_000;

function formsOf(token: string): Forms {
  const found = known.get(token);
  if (found) return found;
  const forms: Forms = {
    folded: fold(token),
    exact: /\p{L}/u.test(token) ? `=${normalizeTone(token)}` : undefined,
  };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(token, forms);
  return forms;
}

/**
 * The search terms of a text:
 * - `ke`: each word without marks
 * - `ke_hoach`: each pair of neighbouring words without marks, which makes names and phrases selective
 * - `=kế`: each word with letters exactly as written, tone placement normalised
 *
 * The exact form is kept for words without marks too, because in a query typed with marks "an" must not mean "ẩn".
 */
export function lexemes(text: string): string[] {
  const found = new Set<string>();
  let previous: string | undefined;
  for (const token of tokens(text)) {
    if (token.length > LONGEST_TOKEN) {
      previous = undefined;
      continue;
    }
    const { folded, exact } = formsOf(token);
    found.add(folded);
    if (exact !== undefined) found.add(exact);
    if (previous !== undefined) found.add(`${previous}_${folded}`);
    previous = folded;
  }
  return [...found];
}

/** Terms of the body are marked, so that one index serves "in the title" and "anywhere". */
export const IN_CONTENT = "~";
/** Marks what an item is, beside its words: its unit, its state. */
const TAG = "#";
/** Marks a text that belongs to an item. */
const BODY = "$";

/** What is looked for when a question is narrowed by a tag. */
export function tagLexeme(tag: string): string {
  return TAG + tag.normalize("NFC").toLowerCase();
}

/** Finds the items that a body belongs to. */
export function bodyLexeme(key: string): string {
  return BODY + key;
}

/**
 * Terms of an item: those of its heads (title, issuer, people, symbol) plain, those found only in its body with the
 * prefix `~`, its tags with `#`, the keys of its bodies with `$`. Heads do not run into one another: no pair spans two of them.
 */
export function itemLexemes(parts: {
  readonly title: string;
  readonly symbol?: string;
  readonly issuer?: string;
  readonly people?: readonly string[];
  readonly tags?: readonly string[];
  readonly bodies?: readonly string[];
  readonly content?: string;
}): string[] {
  const found = new Set(lexemes(parts.title));
  for (const head of [parts.symbol, parts.issuer, ...(parts.people ?? [])])
    if (head) for (const lexeme of lexemes(head)) found.add(lexeme);
  if (parts.content)
    for (const lexeme of lexemes(parts.content)) if (!found.has(lexeme)) found.add(IN_CONTENT + lexeme);
  for (const tag of parts.tags ?? []) found.add(tagLexeme(tag));
  for (const key of parts.bodies ?? []) found.add(bodyLexeme(key));
  return [...found];
}

/** Lexemes as PostgreSQL reads a `tsvector`: an array would be taken apart and sorted twice. */
export function asTsvector(found: readonly string[]): string {
  let text = "";
  for (const lexeme of found) {
    const quoted = /['\\]/.test(lexeme) ? lexeme.replace(/['\\]/g, "$&$&") : lexeme;
    text += `'${quoted}' `;
  }
  return text;
}
