import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { findOrganisations } from "../../../../core/directory/index.ts";
import type { Sentence } from "../../../../core/errors.ts";
import { readCopyBook } from "../../copies/copy-book.ts";
import { COPY_FORM_RULES } from "../../copies/copy-forms.ts";
import { INCOMING_STATE_WORDS } from "../../incoming/incoming-states.ts";
import { OUTGOING_STATE_WORDS } from "../../outgoing/outgoing-states.ts";
import {
  type BookFilter,
  type BookName,
  type BookPage,
  type OutgoingBookRow,
  readIncomingBook,
  readOutgoingBook,
} from "../../register-books.ts";
import {
  type BookColumn,
  HANDLING_BOOK,
  INCOMING_BOOK,
  OUTGOING_BOOK,
  type UnitNames,
  withSecrecy,
} from "./book-columns.ts";
import { COPY_BOOK } from "./copy-columns.ts";

/** A line of a register as texts, whatever the register. */
export interface BookLine {
  readonly id: string;
  readonly href: string;
  /** Text by the key of its column. */
  readonly cells: Readonly<Record<string, string>>;
}

export interface BookLines {
  readonly lines: readonly BookLine[];
  readonly next?: string;
  readonly previous?: string;
}

/** One register: its title, columns and lines. */
export interface Book {
  readonly name: BookName;
  readonly title: Sentence;
  /** Without the functions of the rows: what is shown above the lines. */
  readonly columns: readonly Omit<BookColumn<never>, "cell">[];
  readonly states: readonly { readonly value: string; readonly label: Sentence }[];
  lines(queries: Queries, filter: BookFilter, page: BookPage): Promise<BookLines>;
}

function book<Row extends { readonly id: string }>(definition: {
  name: BookName;
  title: Sentence;
  columns: readonly BookColumn<Row>[];
  states: Readonly<Record<string, Sentence>>;
  href: string;
  read: (
    queries: Queries,
    filter: BookFilter,
    page: BookPage,
  ) => Promise<{ rows: readonly Row[]; next?: string; previous?: string }>;
  names?: (queries: Queries, rows: readonly Row[]) => Promise<UnitNames>;
}): Book {
  const { name, title, columns, states, href, read, names } = definition;
  return {
    name,
    title,
    columns,
    states: Object.entries(states).map(([value, label]) => ({ value, label })),
    async lines(queries, filter, page) {
      const { rows, ...cursors } = await read(queries, filter, page);
      const units = (await names?.(queries, rows)) ?? new Map<string, string>();
      const lines = rows.map((row) => ({
        id: row.id,
        href: `${href}/${row.id}`,
        cells: Object.fromEntries(columns.map((column) => [column.key, column.cell(row, units)])),
      }));
      return { lines, ...cursors };
    },
  };
}

const INCOMING = {
  name: "incoming",
  title: { vi: "Sổ đăng ký văn bản đến", en: "Register of incoming documents" },
  columns: INCOMING_BOOK,
  states: INCOMING_STATE_WORDS,
  href: "/incoming",
  read: readIncomingBook,
} as const;
const OUTGOING = {
  name: "outgoing",
  title: { vi: "Sổ đăng ký văn bản đi", en: "Register of outgoing documents" },
  columns: OUTGOING_BOOK,
  states: OUTGOING_STATE_WORDS,
  href: "/outgoing",
  read: readOutgoingBook,
  names: unitNames,
} as const;
const HANDLING = {
  name: "handling",
  title: { vi: "Sổ theo dõi giải quyết văn bản đến", en: "Register of handling incoming documents" },
  columns: HANDLING_BOOK,
  states: INCOMING_STATE_WORDS,
  href: "/incoming",
  read: readIncomingBook,
} as const;

/** Every common register, by its name in the address. */
const COMMON: Readonly<Record<BookName, Book>> = {
  incoming: book(INCOMING),
  outgoing: book(OUTGOING),
  handling: book(HANDLING),
  copies: book({
    name: "copies",
    title: { vi: "Sổ đăng ký bản sao", en: "Register of copies" },
    columns: COPY_BOOK,
    states: Object.fromEntries(Object.entries(COPY_FORM_RULES).map(([form, { name }]) => [form, name])),
    href: "/copies",
    read: readCopyBook,
  }),
};

/** The registers of secret documents. Of copies there is none: a secret document is never copied here. */
const SECRET: Readonly<Record<Exclude<BookName, "copies">, Book>> = {
  incoming: book({
    ...INCOMING,
    title: { vi: "Sổ đăng ký văn bản mật đến", en: "Register of incoming secret documents" },
    columns: withSecrecy(INCOMING_BOOK),
  }),
  outgoing: book({
    ...OUTGOING,
    title: { vi: "Sổ đăng ký văn bản mật đi", en: "Register of outgoing secret documents" },
    columns: withSecrecy(OUTGOING_BOOK),
  }),
  handling: book({
    ...HANDLING,
    title: { vi: "Sổ theo dõi giải quyết văn bản mật đến", en: "Register of handling secret documents" },
    columns: withSecrecy(HANDLING_BOOK),
  }),
};

/** A register by name; the one of secret documents is a book of its own (NĐ 30/2020 Art. 15). */
export function bookOf(name: BookName, secret: boolean): Book {
  return secret && name !== "copies" ? SECRET[name] : COMMON[name];
}

async function unitNames(queries: Queries, rows: readonly OutgoingBookRow[]): Promise<UnitNames> {
  const ids = [...new Set(rows.map((row) => row.unit_id))];
  const found = ids.length > 0 ? await findOrganisations(queries, ids, localDateOf(new Date())) : [];
  return new Map(found.map((unit) => [unit.id, unit.name]));
}

const BATCH = 1_000;

/** Every line of a filtered register, from the lowest number, read in batches: memory does not grow with the register. */
export async function* allLines(queries: Queries, book: Book, filter: BookFilter): AsyncGenerator<BookLine> {
  let cursor: string | undefined;
  do {
    const page = await book.lines(queries, filter, {
      limit: BATCH,
      descending: false,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield* page.lines;
    cursor = page.next;
  } while (cursor !== undefined);
}
