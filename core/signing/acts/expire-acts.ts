import type { Loop } from "../../system.ts";
import { type Transaction, transact } from "../../transaction/index.ts";

/**
 * Ends the acts nobody answered in time. What comes for them later is refused whether this has run or not.
 * @returns how many ended
 */
export async function expireActs(tx: Transaction): Promise<number> {
  const ended = await tx.queries
    .updateTable("signing.act")
    .set({ state: "expired", ended_at: tx.now, secrets: "{}" })
    .where("ended_at", "is", null)
    .where("expires_at", "<=", tx.now)
    .returning("id")
    .execute();
  for (const { id } of ended)
    tx.record({ action: "signing.expire-act", objectKind: "signing-act", objectId: id, data: {} });
  return ended.length;
}

export const expireActsLoop: Loop = {
  name: "signing.expire-acts",
  everyMs: 15_000,
  async run(house) {
    await transact(house, { actor: { kind: "system", name: "signing" } }, expireActs);
    return "rest";
  },
};
