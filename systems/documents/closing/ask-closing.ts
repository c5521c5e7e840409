import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { localYearOf } from "../../../core/calendar/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { BOOKS, type BookName } from "../register-books.ts";
import { isBookClosed, keepOutOfBooks } from "./assert-book-open.ts";
import { extentOf } from "./closings.ts";
import { mayAskClosing } from "./permissions.ts";
import "./events.ts";
import "./print-book.ts";
import "../audit-words.ts";

export interface AskClosing {
  readonly book: BookName;
  readonly secret: boolean;
  readonly year: number;
}

/**
 * The clerk closes a register of a year that is over (NĐ 30/2020 Art. 16.2.b, 22.3.b): from now on it takes no more
 * entries, it is printed with its cover, and the leader is asked to confirm the print.
 *
 * @throws FormRefusal on `year`, `book`; Refusal documents.closed-already
 */
export async function askClosing(tx: Transaction, actor: PersonActor, input: AskClosing): Promise<string> {
  const { organisationId } = actor;
  const { book, secret, year } = input;
  assertMay(actor, mayAskClosing, { organisationId, secret });
  const problems: Record<string, Sentence> = {};
  if (!BOOKS.includes(book) || (book === "copies" && secret)) {
    problems.book = { vi: "Chọn một sổ trong danh sách.", en: "Choose a register from the list." };
  }
  if (!Number.isInteger(year) || year < 1945 || year >= localYearOf(tx.now)) {
    problems.year = {
      vi: "Chỉ khóa được sổ của năm đã hết. Sổ năm nay khóa từ ngày 01/01 năm sau.",
      en: "Only the register of a year that is over can be closed. This year's is closed from 1 January on.",
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  await keepOutOfBooks(tx.queries);
  // Who is just taking a number of that year ends first; who comes later sees this row and is refused.
  await sql`select 1 from numbering.counter where organisation_id = ${organisationId} and year = ${year}
    order by series for update`.execute(tx.queries);
  if (await isBookClosed(tx.queries, { organisationId, ...input })) {
    throw new Refusal("documents.closed-already", 409, {
      vi: `Sổ này của năm ${year} đã khóa hoặc đang chờ lãnh đạo xác nhận.`,
      en: `This register of ${year} is closed already or waits for the leader.`,
    });
  }
  const { entries } = await extentOf(tx.queries, { organisationId, ...input });
  if (entries === 0) {
    throw new FormRefusal({
      year: {
        vi: `Sổ này của năm ${year} không có dòng nào.`,
        en: `This register of ${year} holds no line.`,
      },
    });
  }
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.book_closing")
    .values({
      id,
      organisation_id: organisationId,
      book,
      secret,
      year,
      state: "asked",
      asked_by: actor.appointmentId,
      asked_by_name: actor.fullName,
      asked_at: tx.now,
    })
    .execute();
  tx.record({
    action: "documents.close-book",
    objectKind: "book",
    objectId: id,
    data: { book, secret, year },
  });
  tx.emit({
    type: "documents.closing-moved",
    subjectId: id,
    organisations: [organisationId],
    data: { closingId: id, state: "asked" },
  });
  tx.enqueue("documents.print-book", { closingId: id });
  return id;
}
