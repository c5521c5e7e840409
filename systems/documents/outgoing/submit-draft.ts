import { assertMay } from "../../../core/access/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { dropStaleApprovals } from "../approving/drop-stale-approvals.ts";
import { mayEditDraft } from "../permissions.ts";
import { lockOutgoing, moveOutgoing, type Outgoing, subjectOfOutgoing } from "./outgoing.ts";

/** The author hands the draft to the head of the unit. NĐ 30/2020 Art. 11. */
export async function submitDraft(tx: Transaction, actor: PersonActor, id: string): Promise<Outgoing> {
  const document = await lockOutgoing(tx, id);
  assertMay(actor, mayEditDraft, subjectOfOutgoing(document));
  const submitted = await moveOutgoing(tx, document, "submit");
  await dropStaleApprovals(tx, submitted);
  return submitted;
}
