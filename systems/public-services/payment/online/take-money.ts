import type { Selectable } from "kysely";
import type { Tables } from "../../../../core/database/index.ts";
import type { House } from "../../../../core/system.ts";
import type { Transaction } from "../../../../core/transaction/index.ts";
import { noteDifference } from "../comparison/note-difference.ts";
import { lockPayment, settle } from "../settle.ts";

export type AttemptRow = Selectable<Tables["public_services.payment_attempt"]>;

/** What the platform says of a try to pay, by whichever message. */
export interface Told {
  /** MaGiaoDich */
  readonly transaction: string;
  /** Whole đồng. */
  readonly amount: number;
  /** When it was paid there; believed only between the beginning of the try and now. */
  readonly at?: Date | undefined;
}

/**
 * The platform says that a try was paid. Whatever tells it (the notice, our question, the payer's return, the comparison
 * of a day), in whatever order and however often, has one effect: the payment is settled once. Money that is not owed (it
 * was paid otherwise, taken back, or came twice) and a sum that is not the one asked for settle nothing: they wait for a
 * person.
 *
 * @returns `taken` for the one call that settled the payment
 */
export async function takeMoney(
  tx: Transaction,
  house: Pick<House, "services">,
  attempt: Pick<AttemptRow, "id" | "payment_id">,
  told: Told,
): Promise<"taken" | "repeated" | "extra" | "wrong-amount"> {
  const payment = await lockPayment(tx, attempt.payment_id);
  // Only read once its payment is locked: every writer of attempts holds that lock.
  const { state, reference, begun_at: begunAt, transaction_code: known } = await attemptById(tx, attempt.id);
  const difference = {
    organisationId: payment.organisation_id,
    paymentId: payment.id,
    reference,
    transaction: told.transaction,
  };
  if (told.amount !== payment.amount) {
    await noteDifference(tx, {
      ...difference,
      kind: "amount",
      detail: `${told.amount} đồng, phải nộp ${payment.amount} đồng`,
    });
    return "wrong-amount";
  }
  if (state === "paid" && (told.transaction === "" || told.transaction === known)) return "repeated";
  if (state !== "paid") await endAttempt(tx, attempt.id, "paid", told.transaction);
  const at = told.at && told.at >= begunAt && told.at <= tx.now ? told.at : tx.now;
  const settled =
    state !== "paid" &&
    (await settle(tx, house, payment, { method: "online", transaction: told.transaction, at }));
  if (settled) return "taken";
  await noteDifference(tx, {
    ...difference,
    kind: "paid-there",
    detail: `${told.amount} đồng; khoản này đang ở trạng thái ${payment.state}${payment.method ? `, nộp bằng ${payment.method}` : ""}`,
  });
  return "extra";
}

/**
 * The platform says that a try came to nothing: the payer may begin another. One that was paid stays paid, because the
 * two messages may come in either order.
 */
export async function noteFailure(
  tx: Transaction,
  attempt: Pick<AttemptRow, "id" | "payment_id">,
): Promise<void> {
  await lockPayment(tx, attempt.payment_id);
  const { state } = await attemptById(tx, attempt.id);
  if (state === "begun") await endAttempt(tx, attempt.id, "failed", "");
}

async function attemptById(tx: Transaction, id: string): Promise<AttemptRow> {
  return await tx.queries
    .selectFrom("public_services.payment_attempt")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
}

async function endAttempt(
  tx: Transaction,
  id: string,
  state: "paid" | "failed",
  transaction: string,
): Promise<void> {
  await tx.queries
    .updateTable("public_services.payment_attempt")
    .set({ state, transaction_code: transaction, ended_at: tx.now, next_query_at: null })
    .where("id", "=", id)
    .execute();
}
