import { fold, normalizeTone, tokens } from "./fold.ts";

/** PostgreSQL refuses lexemes above 2,046 bytes; nothing a person searches for is longer than this many characters. */
const LONGEST_TOKEN = 60;

/** One search term with its text in a `tsvector`. There is one object for each text, so terms are compared as objects. */
interface Lexeme {
  readonly text: string;
  /** As it is written in a `tsvector`, behind the quote that opens it. */
  readonly entry: string;
  /** The same term when only the body has it. */
  inContent?: Lexeme;
  /** The item it was given to last: tells quickly that an item has it already. */
  item: number;
}

/** The forms of one word: without marks, and as written (undefined for a number). */
interface Forms {
  readonly folded: Lexeme;
  readonly exact: Lexeme | undefined;
  /** Its pairs with the words that were met before it. */
  readonly pairs: Map<Lexeme, Lexeme>;
}

/** Documents repeat their words: what was made of those met lately is kept, so that folding is not done anew each time. */
const known = new Map<string, Lexeme>();
const words = new Map<string, Forms>();
/** Issuers, people and directives stand in thousands of documents. */
const heads = new Map<string, readonly Lexeme[]>();
const MOST_KNOWN = 60_000;
const MOST_HEADS = 10_000;
const LONGEST_HEAD = 200;

/** Only between two texts: within one, equal terms must be one object. */
function forgetWhenFull(): void {
  if (heads.size >= MOST_HEADS) heads.clear();
  if (known.size < MOST_KNOWN) return;
  known.clear();
  words.clear();
  heads.clear();
}

function lexeme(text: string): Lexeme {
  const found = known.get(text);
  if (found) return found;
  const made = { text, entry: closed(text), item: 0 };
  known.set(text, made);
  return made;
}

function formsOf(token: string): Forms {
  const found = words.get(token);
  if (found) return found;
  const forms = {
    folded: lexeme(fold(token)),
    exact: /\p{L}/u.test(token) ? lexeme(`=${normalizeTone(token)}`) : undefined,
    pairs: new Map<Lexeme, Lexeme>(),
  };
  words.set(token, forms);
  return forms;
}

function pairOf(previous: Lexeme, { folded, pairs }: Forms): Lexeme {
  const found = pairs.get(previous);
  if (found) return found;
  const pair = lexeme(`${previous.text}_${folded.text}`);
  pairs.set(previous, pair);
  return pair;
}

function lexemesOf(text: string): Lexeme[] {
  const found: Lexeme[] = [];
  let previous: Lexeme | undefined;
  for (const token of tokens(text)) {
    if (token.length > LONGEST_TOKEN) {
      previous = undefined;
      continue;
    }
    const forms = formsOf(token);
    found.push(forms.folded);
    if (forms.exact) found.push(forms.exact);
    if (previous) found.push(pairOf(previous, forms));
    previous = forms.folded;
  }
  return found;
}

function lexemesOfHead(text: string): readonly Lexeme[] {
  if (text.length > LONGEST_HEAD) return lexemesOf(text);
  const found = heads.get(text);
  if (found) return found;
  const made = lexemesOf(text);
  heads.set(text, made);
  return made;
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
  forgetWhenFull();
  return [...new Set(lexemesOf(text))].map((found) => found.text);
}

/**
 * The words of an item stand in the index by organisation, under the end of its id: a list of places is then as long as
 * one organisation needs it, not the whole province. Two organisations with the same end share lists, and nothing else:
 * every question names its organisation too.
 */
export function shelfOf(organisationId: string): string {
  return organisationId.slice(-4);
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

/** What an item is found by. */
interface ItemParts {
  readonly organisationId: string;
  readonly title: string;
  readonly symbol?: string;
  readonly issuer?: string;
  readonly people?: readonly string[];
  readonly tags?: readonly string[];
  readonly bodies?: readonly string[];
  readonly content?: string;
}

/**
 * Terms of an item: those of its heads (title, issuer, people, symbol) plain, those found only in its body with the
 * prefix `~`, its tags with `#`, the keys of its bodies with `$`. Heads do not run into one another: no pair spans two of
 * them. Without the shelf of the organisation, which stands before each of them in the index.
 */
export function itemLexemes(parts: Omit<ItemParts, "organisationId">): string[] {
  return termsOf(parts).map((term) => term.text);
}

/**
 * The terms of an item as PostgreSQL reads a `tsvector`: an array would be taken apart and sorted twice. The keys of its
 * bodies stand there once more without a shelf, for whoever asks whether anybody has the body.
 */
export function itemTsvector(parts: ItemParts): string {
  const opened = `'${shelfOf(parts.organisationId)}`;
  let text = "";
  for (const { entry } of termsOf(parts)) text += opened + entry;
  for (const key of parts.bodies ?? []) text += entryOf(bodyLexeme(key));
  return text;
}

let items = 0;

function termsOf(parts: Omit<ItemParts, "organisationId">): readonly Lexeme[] {
  forgetWhenFull();
  items += 1;
  const terms: Lexeme[] = [];
  const add = (term: Lexeme): void => {
    if (term.item === items) return;
    term.item = items;
    terms.push(term);
  };
  lexemesOf(parts.title).forEach(add);
  if (parts.symbol) lexemesOf(parts.symbol).forEach(add);
  for (const head of [parts.issuer, ...(parts.people ?? [])]) if (head) lexemesOfHead(head).forEach(add);
  if (parts.content)
    for (const term of lexemesOfHead(parts.content)) {
      if (term.item === items) continue;
      term.inContent ??= lexeme(IN_CONTENT + term.text);
      add(term.inContent);
    }
  for (const tag of parts.tags ?? []) add(lexeme(tagLexeme(tag)));
  for (const key of parts.bodies ?? []) add(lexeme(bodyLexeme(key)));
  return terms;
}

/** Terms as PostgreSQL reads a `tsvector`. */
export function asTsvector(found: readonly string[]): string {
  return found.map(entryOf).join("");
}

function entryOf(text: string): string {
  return `'${closed(text)}`;
}

function closed(text: string): string {
  const quoted = /['\\]/.test(text) ? text.replace(/['\\]/g, "$&$&") : text;
  return `${quoted}' `;
}
