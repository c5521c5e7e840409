import { localDateOf } from "../../../../core/calendar/index.ts";
import { organisationTree } from "../../../../core/directory/index.ts";
import { notify } from "../../../../core/notify/index.ts";
import { type Transaction, uuidv7 } from "../../../../core/transaction/index.ts";
import type { DifferenceKind } from "../tables.ts";

/** What differs between the platform and us. */
export interface NewDifference {
  readonly kind: DifferenceKind;
  /** Who looks into it; null: nobody is known to. */
  readonly organisationId: string | null;
  /** Null: no payment of ours. */
  readonly paymentId: string | null;
  /** MaThamChieu */
  readonly reference: string;
  /** MaGiaoDich; empty: none is known. */
  readonly transaction: string;
  readonly detail: string;
  /** `yyyy-MM-dd`; absent: today. */
  readonly day?: string;
}

/**
 * Writes down what differs, and tells the clerks and leaders of the body. The same fact found again, on whichever day, is
 * the same difference, also after a person has settled it.
 *
 * @returns whether it is new
 */
export async function noteDifference(tx: Transaction, found: NewDifference): Promise<boolean> {
  const id = uuidv7(tx.now);
  const made = await tx.queries
    .insertInto("public_services.payment_difference")
    .values({
      id,
      day: found.day ?? localDateOf(tx.now),
      organisation_id: found.organisationId,
      payment_id: found.paymentId,
      reference: found.reference,
      kind: found.kind,
      transaction_code: found.transaction,
      detail: found.detail,
      found_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made) return false;
  tx.record({
    action: "payments.find-difference",
    objectKind: "payment-difference",
    objectId: id,
    data: { kind: found.kind, reference: found.reference, transaction: found.transaction },
  });
  if (found.organisationId !== null)
    await notify(tx, {
      to: { organisations: [found.organisationId], roles: ["clerk", "leader"] },
      kind: "payments.difference",
      title: {
        vi: `Đối soát thanh toán có chênh lệch cần xử lý: ${found.reference} (${found.detail})`,
        en: `A payment differs from the platform: ${found.reference} (${found.detail})`,
      },
      href: `/payments/differences/${id}`,
      dedupeKey: `payments.difference.${id}`,
    });
  return true;
}

/** The province's own body, which holds the account at the platform; null when no organisation exists. */
export async function provinceOf(tx: Transaction): Promise<string | null> {
  const [root] = await organisationTree(tx.queries, localDateOf(tx.now));
  return root?.id ?? null;
}
