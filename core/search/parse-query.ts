/** Reads what a person typed into a search box. */
import { type Aliases, NO_ALIASES, type Spelling } from "./aliases.ts";
import { fold, foldSymbol, normalizeTone, tokens } from "./fold.ts";
import { IN_CONTENT } from "./lexemes.ts";

/** One place of the question and the spellings that satisfy it. */
export interface Term {
  readonly spellings: readonly Spelling[];
}

export interface ParsedQuery {
  /** The text as typed, NFC, trimmed. */
  readonly text: string;
  /** Number and notation recognised in the text, folded: `125/stttt-cntt`. Matches symbols that begin with it. */
  readonly symbol?: string;
  /** True if the words were typed with marks: then their marks are meant. */
  readonly marked: boolean;
  /** The whole question. */
  readonly terms: readonly Term[];
  /** The question without its symbol; equal to `terms` if it has none. */
  readonly besideSymbol: readonly Term[];
  /** Words in quotes: they must stand next to each other, in this order. */
  readonly quoted: readonly (readonly string[])[];
  /** Words that a hit shows, as tokens: exact if `marked`, else folded. */
  readonly words: ReadonlySet<string>;
  /** A text with so many different ones of these words answers the whole question. */
  readonly leastWords: number;
}

const LONGEST_TEXT = 300;
const MOST_WORDS = 16;
/** 125/STTTT-CNTT, 05/BNV-VP, 15/2022/QĐ-UBND, 12/UBND-VX; a part after the first slash is enough. */
const SYMBOL =
  /(?<![\p{L}\p{N}/-])\d{1,8}[a-zA-Z]?(?:\s*\/\s*\d{4})?\s*\/\s*[\p{L}\p{N}]+(?:[-/.&][\p{L}\p{N}]+)*/u;

const QUOTED = /["“”]([^"“”]*)["“”]/gu;

/**
 * @param typed any text; words in quotes are meant as a phrase
 * @param aliases spellings that mean the same
 * @returns the question; without terms if nothing searchable was typed
 */
export function parseQuery(typed: string, aliases: Aliases = NO_ALIASES): ParsedQuery {
  const text = typed.normalize("NFC").trim().slice(0, LONGEST_TEXT);
  const quoted = [...text.matchAll(QUOTED)].map((match) => wordsOf(match[1] ?? ""));
  // What stands in quotes is looked for as words, also when it looks like a number and notation.
  const symbol = SYMBOL.exec(text.replace(QUOTED, " "))?.[0];
  const beside = wordsOf(symbol === undefined ? text : text.replace(symbol, " "));
  const all = symbol === undefined ? beside : wordsOf(text);
  // A symbol is always written with its đ, so it says nothing about how the words beside it are meant.
  const marked = beside.some((word) => fold(word) !== word);
  const terms = termsOf(all, aliases);
  const form = marked ? (word: string) => word : fold;
  return {
    text,
    ...(symbol === undefined ? {} : { symbol: foldSymbol(symbol) }),
    marked,
    terms,
    besideSymbol: symbol === undefined ? terms : termsOf(beside, aliases),
    quoted: quoted.filter((words) => words.length > 1),
    words: new Set(terms.flatMap((term) => term.spellings.flat()).map(form)),
    leastWords: new Set(
      terms.flatMap((term) =>
        term.spellings.reduce((a, b) => (b.length < a.length ? b : a), term.spellings[0] ?? []).map(form),
      ),
    ).size,
  };
}

function wordsOf(text: string): readonly string[] {
  return tokens(text).map(normalizeTone).slice(0, MOST_WORDS);
}

function termsOf(words: readonly string[], aliases: Aliases): readonly Term[] {
  const terms: Term[] = [];
  for (let i = 0; i < words.length; ) {
    const alias = aliases.at(words, i);
    const word = words[i];
    terms.push({ spellings: alias?.spellings ?? (word === undefined ? [] : [[word]]) });
    i += alias?.length ?? 1;
  }
  return terms;
}

/** The same question without its marks: for the link "tìm không dấu". */
export function withoutMarks(query: ParsedQuery, aliases: Aliases = NO_ALIASES): ParsedQuery {
  return parseQuery(fold(query.text), aliases);
}

/**
 * Terms as a PostgreSQL `tsquery` text.
 *
 * @param marked true if the marks of the words are meant
 * @param shape `words`: every word somewhere; `phrase`: neighbouring words next to each other too
 * @param where `title` or `anywhere`
 * @param quoted words that must be neighbours in either shape
 * @param shelf of the organisation that is asked (see `shelfOf`); none for bodies, which belong to nobody
 * @returns undefined if there are no words, or, for a phrase, only one
 */
export function tsquery(
  terms: readonly Term[],
  marked: boolean,
  shape: "words" | "phrase",
  where: "title" | "anywhere" = "anywhere",
  quoted: readonly (readonly string[])[] = [],
  shelf = "",
): string | undefined {
  const literal = (lexeme: string) => {
    const quoted = lexeme.replaceAll("'", "''");
    const plain = `'${shelf}${quoted}'`;
    return where === "title" ? plain : `(${plain} | '${shelf}${IN_CONTENT}${quoted}')`;
  };
  const wordOf = (word: string) => literal(marked && /\p{L}/u.test(word) ? `=${word}` : fold(word));
  const pairOf = (a: string, b: string) => literal(`${fold(a)}_${fold(b)}`);
  const clauses = terms.map((term) =>
    anyOf(
      term.spellings.map((spelling) => {
        const parts = spelling.map(wordOf);
        // An alias of several words stands for one thing, so its words must be neighbours in either shape.
        for (const [i, word] of spelling.entries()) {
          const next = spelling[i + 1];
          if (next !== undefined) parts.push(pairOf(word, next));
        }
        return allOf(parts);
      }),
    ),
  );
  if (clauses.length === 0) return undefined;
  for (const words of quoted)
    for (const [i, word] of words.entries()) {
      const next = words[i + 1];
      if (next !== undefined) clauses.push(pairOf(word, next));
    }
  if (shape === "words") return allOf(clauses);
  if (clauses.length === 1) return undefined;
  for (const [i, term] of terms.entries()) {
    const next = terms[i + 1];
    if (!next) continue;
    const links = term.spellings.flatMap((left) =>
      next.spellings.map((right) => pairOf(left.at(-1) ?? "", right[0] ?? "")),
    );
    clauses.push(anyOf(links));
  }
  return allOf(clauses);
}

function anyOf(parts: readonly string[]): string {
  const unique = [...new Set(parts)];
  return unique.length === 1 ? unique.join("") : `(${unique.join(" | ")})`;
}

function allOf(parts: readonly string[]): string {
  const unique = [...new Set(parts)];
  return unique.length === 1 ? unique.join("") : `(${unique.join(" & ")})`;
}
