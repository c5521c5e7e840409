import { assertMay, delegationFor } from "../../../core/access/index.ts";
import { type PersonActor, type Transaction, underDelegation } from "../../../core/transaction/index.ts";
import { matterOfDirective, mayDirect } from "../permissions.ts";
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
  const subject = await subjectOfIncoming(tx.queries, document);
  assertMay(actor, mayDirect, subject);
  const own = document.presented_to === actor.appointmentId;
  const held = own ? undefined : delegationFor(actor, matterOfDirective(subject));
  const why = requireReason(reason);
  return await moveIncoming(
    underDelegation(tx, held),
    document,
    "give-back",
    { presented_to: null, presented_to_name: null, presented_at: null },
    { note: why },
  );
}
