import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { BookName } from "../register-books.ts";
import "./tables.ts";

/** A register of one year. */
export interface YearBook {
  readonly organisationId: string;
  readonly book: BookName;
  readonly secret: boolean;
  readonly year: number;
}

/** Whether the book takes no more entries: closed, or printed and waiting for the leader. */
export async function isBookClosed(
  queries: Queries,
  { organisationId, ...book }: YearBook,
): Promise<boolean> {
  const found = await queries
    .selectFrom("documents.book_closing")
    .select("id")
    .where("organisation_id", "=", organisationId)
    .where("book", "=", book.book)
    .where("secret", "=", book.secret)
    .where("year", "=", book.year)
    .where("state", "in", ["asked", "closed"])
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Stops an entry into a closed register. Called after the number was taken: who closes locks the counters of the year,
 * so that an entry is either in the print or meets this refusal, and its number is given back.
 *
 * @throws Refusal documents.book-closed
 */
export async function assertBookOpen(queries: Queries, book: YearBook): Promise<void> {
  if (!(await isBookClosed(queries, book))) return;
  throw new Refusal("documents.book-closed", 409, {
    vi: `Sổ năm ${book.year} đã khóa, không ghi thêm được. Vào sổ năm nay; nếu sổ cũ sai sót, ghi đính chính ở trang Khóa sổ.`,
    en: `The register of ${book.year} is closed and takes no more entries. Use this year's register; if the old one is wrong, note a correction on the page Closing of registers.`,
  });
}

const BOOKS_LOCK = "documents.books";

/** Whoever writes many numbers at once holds this until the end of the transaction; many may. */
export async function enterBooks(queries: Queries): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext(${BOOKS_LOCK}))`.execute(queries);
}

/** Waits until nobody writes many numbers at once, and keeps them out until the end of the transaction. */
export async function keepOutOfBooks(queries: Queries): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${BOOKS_LOCK}))`.execute(queries);
}
