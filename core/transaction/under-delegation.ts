import type { HeldDelegation } from "./actor.ts";
import type { Transaction } from "./transact.ts";

/**
 * The same transaction for an act done with another's right: whatever is recorded names both people, in the audit log
 * and on the card (NĐ 30/2020 Art. 13). Without a delegation the act is the actor's own.
 */
export function underDelegation(
  tx: Transaction,
  held: Pick<HeldDelegation, "id" | "from" | "fromName" | "fromTitle"> | undefined,
): Transaction {
  const { actor } = tx;
  if (held === undefined || actor.kind !== "person") return tx;
  return {
    ...tx,
    actor: {
      ...actor,
      positionTitle: `${actor.positionTitle}, theo ủy quyền của ${held.fromTitle} ${held.fromName}`,
    },
    record(entry) {
      tx.record({
        ...entry,
        data: { ...entry.data, delegation: held.id, onBehalfOf: held.from },
        personal: { ...entry.personal, onBehalfOf: `${held.fromTitle} ${held.fromName}` },
      });
    },
  };
}
