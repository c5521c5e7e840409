import { type Subscription, subscription } from "../../../core/system.ts";
import { openPayment } from "./ask-payment.ts";

/**
 * A dossier asked to be paid for: when every fee has its sum, what is owed stands there at once. Where a sum depends on
 * the case, the desk sets it on the page of the dossier.
 */
export const openOnRequest: Subscription = subscription({
  consumer: "payments.open-on-request",
  events: ["dossiers.changed"],
  concerns: ({ action }) => action === "ask-payment",
  handle: async (tx, event, house) => {
    const dossier = await house.services.dossiers?.facts(tx.queries, event.subjectId);
    if (dossier?.state !== 6 || dossier.fees.length === 0) return;
    const lines = dossier.fees.flatMap(({ code, kind, name, amount }) =>
      amount === null ? [] : [{ code, kind, name, amount }],
    );
    if (lines.length !== dossier.fees.length) return;
    const standing = await tx.queries
      .selectFrom("public_services.payment")
      .select("id")
      .where("dossier_id", "=", dossier.id)
      .where("state", "in", ["open", "paid", "refund-asked"])
      .executeTakeFirst();
    if (!standing) await openPayment(tx, dossier, lines, event.actor.name ?? "");
  },
});
