import { type Subscription, subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import type { DossierAction, DossierFacts } from "../dossiers/index.ts";
import { lockDues, openPayment } from "./ask-payment.ts";
import { duesOf } from "./dues.ts";

/** Which fees are asked for at which action, by HinhThucThu. */
const ASKED_AT: Partial<Readonly<Record<DossierAction, readonly (1 | 2 | 4)[]>>> = {
  "ask-payment": [1, 2],
  // The result lies at the counter: what is collected at return is owed now.
  finish: [4],
};

/**
 * A dossier asked to be paid for, or its result is ready: what is due stands there at once when every sum is known. Where
 * a sum depends on the case, the desk sets it on the page of the dossier.
 */
export const openOnRequest: Subscription = subscription({
  consumer: "payments.open-on-request",
  events: ["dossiers.changed"],
  concerns: ({ action }) => ASKED_AT[action] !== undefined,
  handle: async (tx, event, house) => {
    const dossier = await house.services.dossiers?.facts(tx.queries, event.subjectId);
    // An event comes late now and then: only what is still wanted is asked for.
    if (dossier?.state !== 6 && dossier?.state !== 9) return;
    const wanted = ASKED_AT[dossier.state === 6 ? "ask-payment" : "finish"] ?? [];
    await openDue(tx, dossier, wanted, event.actor.name ?? "");
  },
});

async function openDue(
  tx: Transaction,
  dossier: DossierFacts,
  wanted: readonly (1 | 2 | 4)[],
  by: string,
): Promise<void> {
  await lockDues(tx, dossier.id);
  const dues = (await duesOf(tx.queries, dossier)).filter(
    ({ fee, standing }) => wanted.includes(fee.collect) && standing === "due",
  );
  const lines = dues.flatMap(({ key, fee: { kind, name, amount } }) =>
    amount === null ? [] : [{ code: key, kind, name, amount }],
  );
  if (lines.length !== dues.length || lines.every(({ amount }) => amount === 0)) return;
  const open = await tx.queries
    .selectFrom("public_services.payment")
    .select("id")
    .where("dossier_id", "=", dossier.id)
    .where("state", "=", "open")
    .executeTakeFirst();
  if (!open) await openPayment(tx, dossier, lines, by);
}
