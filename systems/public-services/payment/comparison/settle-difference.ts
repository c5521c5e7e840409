import type { Selectable } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import type { Queries, Tables } from "../../../../core/database/index.ts";
import { FormRefusal, notFound, Refusal } from "../../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { mayReconcile } from "../permissions.ts";

export type DifferenceRow = Selectable<Tables["public_services.payment_difference"]>;

/** One difference. @throws Refusal 404 */
export async function getDifference(queries: Queries, id: string): Promise<DifferenceRow> {
  const row = /^[0-9a-f-]{36}$/.test(id)
    ? await queries
        .selectFrom("public_services.payment_difference")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirst()
    : undefined;
  if (!row) throw notFound();
  return row;
}

/** A person says what a difference was and what was done. @throws FormRefusal, AccessDeniedError, Refusal 404 | 409 */
export async function settleDifference(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  note: string,
): Promise<void> {
  const row = await getDifference(tx.queries, id);
  assertMay(actor, mayReconcile, { organisationId: row.organisation_id });
  if (note.trim().length < 5)
    throw new FormRefusal({ note: { vi: "Ghi đã xử lý thế nào.", en: "Write what was done." } });
  const settled = await tx.queries
    .updateTable("public_services.payment_difference")
    .set({ settled_at: tx.now, settled_by: actor.fullName, note: note.trim() })
    .where("id", "=", id)
    .where("settled_at", "is", null)
    .returning("reference")
    .executeTakeFirst();
  if (!settled)
    throw new Refusal("payments.difference-settled", 409, {
      vi: "Chênh lệch này đã có người xử lý. Xem ghi chú của họ ở dưới.",
      en: "Somebody has settled this difference already. Their note stands below.",
    });
  tx.record({
    action: "payments.settle-difference",
    objectKind: "payment-difference",
    objectId: id,
    data: { kind: row.kind, reference: settled.reference, note: note.trim() },
  });
}
