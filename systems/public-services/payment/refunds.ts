import type { Selectable } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import type { Queries, Tables } from "../../../core/database/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { notify } from "../../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayCollect, mayDecideRefund } from "./permissions.ts";
import { lockPayment, type PaymentRow } from "./settle.ts";
import type { PaymentState } from "./tables.ts";

export type RefundRow = Selectable<Tables["public_services.payment_refund"]>;

/** Everything that was ever asked to be given back of a payment, the oldest first. */
export async function refundsOf(queries: Queries, paymentId: string): Promise<readonly RefundRow[]> {
  return await queries
    .selectFrom("public_services.payment_refund")
    .selectAll()
    .where("payment_id", "=", paymentId)
    .orderBy("asked_at")
    .orderBy("id")
    .execute();
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
  if (row.state !== "paid") throw notThere();
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
    .execute();
  await move(tx, row, "refund-asked", "payments.ask-refund", { reason: reason.trim() });
  await notify(tx, {
    to: { organisations: [row.organisation_id], roles: ["leader"] },
    kind: "payments.refund-asked",
    title: {
      vi: `Đề nghị hoàn phí hồ sơ ${row.dossier_code} chờ duyệt`,
      en: `A refund for dossier ${row.dossier_code} waits for a decision`,
    },
    href: `/payments/${id}`,
  });
}

/**
 * Another person, a leader or accountant, decides.
 *
 * @param input.note why not, when it is refused
 * @throws FormRefusal, AccessDeniedError, Refusal 403 for one's own request, 404 | 409
 */
export async function decideRefund(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly approved: boolean; readonly note: string },
): Promise<void> {
  const row = await lockPayment(tx, input.id);
  assertMay(actor, mayDecideRefund, { organisationId: row.organisation_id });
  const refund = (await refundsOf(tx.queries, input.id)).find(({ decided_at: at }) => at === null);
  if (row.state !== "refund-asked" || !refund) throw notThere();
  if (refund.asked_person === actor.personId)
    throw new Refusal("payments.own-refund", 403, {
      vi: "Người đề nghị hoàn phí không tự duyệt. Hãy để lãnh đạo khác quyết định.",
      en: "Nobody decides a refund they asked for themselves.",
    });
  const note = input.note.trim();
  if (!input.approved && note.length < 5)
    throw new FormRefusal({ note: { vi: "Ghi lý do không duyệt.", en: "Write why it is not approved." } });
  await tx.queries
    .updateTable("public_services.payment_refund")
    .set({
      approved: input.approved,
      decided_at: tx.now,
      decided_by: actor.fullName,
      decided_person: actor.personId,
      note,
    })
    .where("id", "=", refund.id)
    .execute();
  await move(tx, row, input.approved ? "refund-approved" : "paid", "payments.decide-refund", {
    approved: input.approved,
    note,
  });
  await notify(tx, {
    to: { people: [refund.asked_person] },
    kind: "payments.refund-decided",
    title: input.approved
      ? {
          vi: `Đã duyệt hoàn phí hồ sơ ${row.dossier_code}; ghi nhận khi đã chuyển trả tiền`,
          en: `The refund for dossier ${row.dossier_code} is approved; record it once the money went back`,
        }
      : {
          vi: `Không duyệt hoàn phí hồ sơ ${row.dossier_code}`,
          en: `The refund for dossier ${row.dossier_code} is not approved`,
        },
    href: `/payments/${row.id}`,
  });
}

/**
 * The desk gave the money back: by transfer outside the platform, whose protocol has no message for it, or in cash. The
 * number of the voucher is kept.
 *
 * @throws FormRefusal, AccessDeniedError, Refusal 404 | 409
 */
export async function payOutRefund(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  transfer: string,
): Promise<void> {
  const row = await lockPayment(tx, id);
  assertMay(actor, mayCollect, { organisationId: row.organisation_id });
  if (row.state !== "refund-approved") throw notThere();
  if (transfer.trim() === "")
    throw new FormRefusal({
      transfer: { vi: "Ghi số chứng từ chi hoàn.", en: "Write the number of the voucher." },
    });
  await tx.queries
    .updateTable("public_services.payment_refund")
    .set({ paid_out_at: tx.now, paid_out_by: actor.fullName, transfer: transfer.trim() })
    .where("payment_id", "=", id)
    .where("approved", "=", true)
    .where("paid_out_at", "is", null)
    .execute();
  await move(tx, row, "refunded", "payments.pay-out-refund", { transfer: transfer.trim() });
}

async function move(
  tx: Transaction,
  row: PaymentRow,
  state: PaymentState,
  action: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  await tx.queries
    .updateTable("public_services.payment")
    .set({ state, version: row.version + 1 })
    .where("id", "=", row.id)
    .execute();
  tx.record({
    action,
    objectKind: "payment",
    objectId: row.id,
    data: { dossier: row.dossier_code, amount: row.amount, ...data },
  });
}

function notThere(): Refusal {
  return new Refusal("payments.not-paid", 409, {
    vi: "Khoản này không ở trạng thái làm được việc đó. Hãy tải lại trang để xem việc có thể làm.",
    en: "This cannot be done as the payment stands. Reload the page to see what can.",
  });
}
