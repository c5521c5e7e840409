import { assertMay } from "../../../core/access/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayDirect } from "../permissions.ts";
import { requireReason } from "../reason.ts";
import { type Incoming, lockIncoming, moveIncoming, subjectOfIncoming } from "./incoming.ts";

/** The leader gives a presented document back to the clerk (for another leader, or with a question). */
export async function giveBackPresentedDocument(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<Incoming> {
  const document = await lockIncoming(tx, id);
  assertMay(actor, mayDirect, await subjectOfIncoming(tx.queries, document));
  const why = requireReason(reason);
  return await moveIncoming(
    tx,
    document,
    "give-back",
    { presented_to: null, presented_to_name: null, presented_at: null },
    { note: why },
  );
}
