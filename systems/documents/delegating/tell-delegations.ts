import { findDelegation } from "../../../core/directory/index.ts";
import { notify } from "../../../core/notify/index.ts";
import { subscription } from "../../../core/system.ts";
import { formatDate } from "../../../core/ui/index.ts";

/** Both people and the clerks learn of a delegation that was given, has ended early or is restored. */
export const tellDelegations = subscription({
  consumer: "documents.tell-delegations",
  events: ["directory.delegation-moved"],
  async handle(tx, event) {
    const { delegationId, action } = event.data;
    const held = await findDelegation(tx.queries, delegationId);
    if (!held) return;
    const [who, time] = [
      `${held.fromTitle} ${held.fromName} → ${held.toTitle} ${held.toName}`,
      `${formatDate(held.begins)} – ${formatDate(held.ends)}`,
    ];
    await notify(tx, {
      to: {
        appointments: [held.from, held.to],
        organisations: [held.organisationId],
        roles: ["clerk"],
      },
      kind: `documents.delegation-${action}`,
      title: {
        given: { vi: `Ủy quyền: ${who}, ${time}`, en: `Delegation: ${who}, ${time}` },
        ended: { vi: `Kết thúc ủy quyền: ${who}`, en: `Delegation ended: ${who}` },
        restored: { vi: `Khôi phục ủy quyền: ${who}, ${time}`, en: `Delegation restored: ${who}, ${time}` },
      }[action],
      href: `/delegations/${held.id}`,
      urgency: "urgent",
      dedupeKey: `${event.id}`,
    });
  },
});
