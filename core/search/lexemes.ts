import { fold, normalizeTone, tokens } from "./fold.ts";

/** PostgreSQL refuses lexemes above 2,046 bytes; nothing a person searches for is longer than this many characters. */
const LONGEST_TOKEN = 60;

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
    const folded = fold(token);
    found.add(folded);
    if (/\p{L}/u.test(token)) found.add(`=${normalizeTone(token)}`);
    if (previous !== undefined) found.add(`${previous}_${folded}`);
    previous = folded;
  }
  return [...found];
}

/** Terms of the body are marked, so that one index serves "in the title" and "anywhere". */
export const IN_CONTENT = "~";

/** Terms of an item: those of its title and symbol plain, those found only in its body with the prefix `~`. */
export function itemLexemes(parts: {
  readonly title: string;
  readonly symbol?: string;
  readonly content?: string;
}): string[] {
  const found = new Set([...lexemes(parts.title), ...lexemes(parts.symbol ?? "")]);
  for (const lexeme of lexemes(parts.content ?? "")) if (!found.has(lexeme)) found.add(IN_CONTENT + lexeme);
  return [...found];
}
