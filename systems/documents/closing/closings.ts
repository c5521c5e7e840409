import { type Selectable, sql } from "kysely";
import type { Queries, Tables } from "../../../core/database/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import type { BookName } from "../register-books.ts";
import {
  CLOSING_STATE_WORDS,
  CLOSING_TRANSITIONS,
  type ClosingAction,
  type ClosingState,
} from "./closing-states.ts";
import type { BookSubject } from "./permissions.ts";
import "./tables.ts";

export type Closing = Selectable<Tables["documents.book_closing"]>;
export type BookNote = Selectable<Tables["documents.book_note"]>;

/** @throws Refusal not-found, also for a closing of another organisation */
export async function getClosing(queries: Queries, organisationId: string, id: string): Promise<Closing> {
  if (!isUuid(id)) throw notFound();
  const found = await queries
    .selectFrom("documents.book_closing")
    .selectAll()
    .where("id", "=", id)
    .where("organisation_id", "=", organisationId)
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

/** The same, locked until the transaction ends. */
export async function lockClosing(tx: Transaction, organisationId: string, id: string): Promise<Closing> {
  await sql`select 1 from documents.book_closing where id::text = ${id} for update`.execute(tx.queries);
  return await getClosing(tx.queries, organisationId, id);
}

export function subjectOfClosing(closing: Closing): BookSubject {
  return { organisationId: closing.organisation_id, secret: closing.secret };
}

/** The next state. @throws Refusal documents.wrong-closing-state */
export function nextClosingState(state: ClosingState, action: ClosingAction): ClosingState {
  const next = CLOSING_TRANSITIONS[state][action];
  if (next) return next;
  const words = CLOSING_STATE_WORDS[state];
  throw new Refusal("documents.wrong-closing-state", 409, {
    vi: `Việc khóa sổ đang ở trạng thái "${words.vi}" nên chưa làm được việc này. Có thể người khác vừa xử lý.`,
    en: `The closing is in the state "${words.en}", so this cannot be done. Somebody may have just acted on it.`,
  });
}

/** Closings of an organisation, the newest year first. */
export async function listClosings(
  queries: Queries,
  organisationId: string,
  withSecret: boolean,
): Promise<readonly Closing[]> {
  return await queries
    .selectFrom("documents.book_closing")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .$if(!withSecret, (query) => query.where("secret", "=", false))
    .orderBy("year", "desc")
    .orderBy("asked_at", "desc")
    .limit(200)
    .execute();
}

export async function notesOf(queries: Queries, closingId: string): Promise<readonly BookNote[]> {
  return await queries
    .selectFrom("documents.book_note")
    .selectAll()
    .where("closing_id", "=", closingId)
    .orderBy("id")
    .execute();
}

/** How many lines a book of a year holds, with its lowest and highest number. */
export interface BookExtent {
  readonly entries: number;
  readonly first: number | null;
  readonly last: number | null;
}

export async function extentOf(
  queries: Queries,
  book: {
    readonly organisationId: string;
    readonly book: BookName;
    readonly secret: boolean;
    readonly year: number;
  },
): Promise<BookExtent> {
  const { organisationId, secret, year } = book;
  const counted = sql`select count(*)::int as entries, min(number)::int as first, max(number)::int as last`;
  const { rows } =
    book.book === "outgoing"
      ? await sql<BookExtent>`${counted} from (
          select code_number as number from documents.outgoing
           where organisation_id = ${organisationId} and code_number is not null and (confidentiality > 0) = ${secret}
             and issued_date between make_date(${year}::int, 1, 1) and make_date(${year}::int, 12, 31)) lines`.execute(
          queries,
        )
      : book.book === "copies"
        ? await sql<BookExtent>`${counted} from documents.copy
           where organisation_id = ${organisationId} and year = ${year} and not ${secret}::boolean`.execute(
            queries,
          )
        : await sql<BookExtent>`${counted} from (
          select arrival_number as number from documents.incoming
           where organisation_id = ${organisationId} and arrival_number is not null
             and (confidentiality > 0) = ${secret} and arrival_year = ${year}) lines`.execute(queries);
  return rows[0] ?? { entries: 0, first: null, last: null };
}
