import { localDateOf } from "../../../core/calendar/index.ts";
import { findRightsAlert, holdersOf, type RightsAlert } from "../../../core/directory/index.ts";
import { notify } from "../../../core/notify/index.ts";
import { subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";

const PAGE = "/rights-alerts";

/**
 * Whoever may confirm a change of rights is told that one waits; whoever made a contested one, and whom it concerned,
 * that it was taken back. Changes made in one step are told of once.
 */
export const tellRights = subscription({
  consumer: "documents.tell-rights",
  events: ["directory.rights-alerted", "directory.rights-decided"],
  async handle(tx, event) {
    const alert = await findRightsAlert(tx.queries, event.data.alertId);
    if (!alert) return;
    if (!("decision" in event.data)) await tellDeciders(tx, alert);
    else if (event.data.decision === "contested") await tellConcerned(tx, alert);
  },
});

async function tellDeciders(tx: Transaction, alert: RightsAlert): Promise<void> {
  if (alert.state !== "open") return;
  const today = localDateOf(tx.now);
  const deciders = [
    ...(await holdersOf(tx.queries, "leader", alert.organisationId, today)),
    ...(alert.unitId ? await holdersOf(tx.queries, "head-of-unit", alert.unitId, today) : []),
  ];
  const people = new Set(deciders.map(({ personId }) => personId));
  for (const barred of [alert.changedBy, alert.holderPerson]) if (barred) people.delete(barred);
  await notify(tx, {
    to: { people: [...people] },
    kind: "documents.rights-changed",
    title: {
      vi: `${alert.changedByName} vừa thay đổi quyền, cần xác nhận: ${alert.what.vi} (${alert.holderName})`,
      en: `${alert.changedByName} changed rights, to be confirmed: ${alert.what.en} (${alert.holderName})`,
    },
    href: PAGE,
    urgency: "urgent",
    dedupeKey: `documents.rights:${alert.kind}:${alert.changedBy}:${alert.changedAt.getTime()}`,
  });
}

async function tellConcerned(tx: Transaction, alert: RightsAlert): Promise<void> {
  await notify(tx, {
    to: { people: [alert.changedBy, alert.holderPerson].flatMap((each) => each ?? []) },
    kind: "documents.rights-contested",
    title: {
      vi: `Không đồng ý thay đổi quyền: ${alert.what.vi} (${alert.holderName}). ${alert.outcome.vi}`,
      en: `A change of rights was contested: ${alert.what.en} (${alert.holderName}). ${alert.outcome.en}`,
    },
    href: alert.href || "/",
    dedupeKey: `documents.rights-contested:${alert.id}`,
  });
}
