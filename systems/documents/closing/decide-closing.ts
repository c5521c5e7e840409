import { assertMay } from "../../../core/access/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { requireReason } from "../reason.ts";
import { type Closing, lockClosing, nextClosingState, subjectOfClosing } from "./closings.ts";
import { mayConfirmClosing } from "./permissions.ts";
import "./events.ts";
import "../audit-words.ts";

/**
 * The leader confirms the closing: the print that was looked at, by its hash, is the book for good.
 *
 * @param seen SHA-256 of the PDF the leader was shown
 * @throws Refusal documents.wrong-closing-state, documents.not-printed
 */
export async function confirmClosing(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  seen: string,
): Promise<Closing> {
  const closing = await lockClosing(tx, actor.organisationId, id);
  assertMay(actor, mayConfirmClosing, subjectOfClosing(closing));
  const state = nextClosingState(closing.state, "confirm");
  if (closing.pdf_sha256 === null || closing.pdf_sha256 !== seen) {
    throw new Refusal("documents.not-printed", 409, {
      vi: "Bản in của sổ chưa xong hoặc vừa được in lại. Mở lại trang, xem bản in rồi xác nhận.",
      en: "The print is not ready or was made anew. Open the page again, look at it, then confirm.",
    });
  }
  return await decide(tx, actor, closing, state, null);
}

/** The leader returns it: the register is open again. @throws FormRefusal on `reason` */
export async function returnClosing(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<Closing> {
  const closing = await lockClosing(tx, actor.organisationId, id);
  assertMay(actor, mayConfirmClosing, subjectOfClosing(closing));
  return await decide(tx, actor, closing, nextClosingState(closing.state, "return"), requireReason(reason));
}

async function decide(
  tx: Transaction,
  actor: PersonActor,
  closing: Closing,
  state: Closing["state"],
  reason: string | null,
): Promise<Closing> {
  const decided = await tx.queries
    .updateTable("documents.book_closing")
    .set({ state, decided_by_name: actor.fullName, decided_at: tx.now, return_reason: reason })
    .where("id", "=", closing.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.record({
    action: state === "closed" ? "documents.confirm-closing" : "documents.return-closing",
    objectKind: "book",
    objectId: closing.id,
    data: {
      book: closing.book,
      secret: closing.secret,
      year: closing.year,
      pdf: closing.pdf_sha256,
      xlsx: closing.xlsx_sha256,
      ...(reason === null ? {} : { reason }),
    },
  });
  tx.emit({
    type: "documents.closing-moved",
    subjectId: closing.id,
    organisations: [closing.organisation_id],
    data: { closingId: closing.id, state },
  });
  return decided;
}
