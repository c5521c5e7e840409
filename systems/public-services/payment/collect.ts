import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayCollect, mayDecideRefund } from "./permissions.ts";
import { lockPayment, notOpen, settle } from "./settle.ts";

/** The desk took cash, or saw the transfer on the account. @throws FormRefusal, AccessDeniedError, Refusal 404 | 409 */
export async function collect(
  tx: Transaction,
  house: House,
  actor: PersonActor,
  input: { readonly id: string; readonly method: "cash" | "transfer"; readonly transaction: string },
): Promise<void> {
  const row = await lockPayment(tx, input.id);
  assertMay(actor, mayCollect, { organisationId: row.organisation_id });
  if (row.state !== "open") throw notOpen();
  if (input.method === "transfer" && input.transaction.trim() === "")
    throw new FormRefusal({
      transaction: { vi: "Ghi số bút toán của ngân hàng.", en: "Write the number of the bank's entry." },
    });
  await settle(tx, house, row, { method: input.method, transaction: input.transaction.trim(), at: tx.now });
}

/** The desk asks for the money to be given back. @throws FormRefusal, AccessDeniedError, Refusal 404 | 409 */
export async function askRefund(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<void> {
  const row = await lockPayment(tx, id);
  assertMay(actor, mayCollect, { organisationId: row.organisation_id });
  if (row.state !== "paid") throw notPaid();
  if (reason.trim().length < 10)
    throw new FormRefusal({
      reason: { vi: "Ghi rõ vì sao hoàn phí (từ 10 ký tự).", en: "Write why it is given back." },
    });
  await tx.queries
    .insertInto("public_services.payment_refund")
    .values({
      payment_id: id,
      reason: reason.trim(),
      asked_at: tx.now,
      asked_by: actor.fullName,
      asked_person: actor.personId,
    })
    .onConflict((conflict) =>
      conflict.column("payment_id").doUpdateSet({
        reason: reason.trim(),
        asked_at: tx.now,
        asked_by: actor.fullName,
        asked_person: actor.personId,
        decided_at: null,
        decided_by: null,
        approved: null,
      }),
    )
    .execute();
  await move(tx, id, "refund-asked");
  tx.record({
    action: "payments.ask-refund",
    objectKind: "payment",
    objectId: id,
    data: { dossier: row.dossier_code, reason: reason.trim() },
  });
}

/**
 * Another person, a leader, decides; the money is given back by transfer outside the platform, whose protocol has no
 * message for it, and its number is kept.
 *
 * @throws FormRefusal, AccessDeniedError, Refusal 404 | 409
 */
export async function decideRefund(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly approved: boolean; readonly note: string },
): Promise<void> {
  const row = await lockPayment(tx, input.id);
  assertMay(actor, mayDecideRefund, { organisationId: row.organisation_id });
  const refund = await tx.queries
    .selectFrom("public_services.payment_refund")
    .select(["asked_person"])
    .where("payment_id", "=", input.id)
    .executeTakeFirst();
  if (row.state !== "refund-asked" || !refund) throw notPaid();
  if (refund.asked_person === actor.personId)
    throw new Refusal("payments.own-refund", 403, {
      vi: "Người đề nghị hoàn phí không tự duyệt. Hãy để lãnh đạo khác quyết định.",
      en: "Nobody decides a refund they asked for themselves.",
    });
  if (input.note.trim() === "")
    throw new FormRefusal({
      note: {
        vi: input.approved ? "Ghi số chứng từ chi hoàn." : "Ghi lý do không duyệt.",
        en: input.approved ? "Write the number of the transfer." : "Write why it is not approved.",
      },
    });
  await tx.queries
    .updateTable("public_services.payment_refund")
    .set({
      approved: input.approved,
      decided_at: tx.now,
      decided_by: actor.fullName,
      note: input.note.trim(),
    })
    .where("payment_id", "=", input.id)
    .execute();
  await move(tx, input.id, input.approved ? "refunded" : "paid");
  tx.record({
    action: "payments.decide-refund",
    objectKind: "payment",
    objectId: input.id,
    data: { dossier: row.dossier_code, approved: input.approved, note: input.note.trim() },
  });
}

async function move(tx: Transaction, id: string, state: "refund-asked" | "refunded" | "paid"): Promise<void> {
  await tx.queries
    .updateTable("public_services.payment")
    .set((row) => ({ state, version: row("version", "+", 1) }))
    .where("id", "=", id)
    .execute();
}

function notPaid(): Refusal {
  return new Refusal("payments.not-paid", 409, {
    vi: "Khoản này không ở trạng thái có thể hoàn. Hãy tải lại trang.",
    en: "This payment cannot be given back as it stands. Reload the page.",
  });
}
