import { assertMay } from "../../../core/access/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayDispatch, mayEditDraft } from "../permissions.ts";
import { requireReason } from "../reason.ts";
import { lockOutgoing, moveOutgoing, type Outgoing, subjectOfOutgoing } from "./outgoing.ts";

/**
 * The author gives up a draft, or the clerk a numbered document that will not be issued. A number once taken stays in
 * the register as cancelled, so that the series has no gap (NĐ 30/2020 Art. 15).
 */
export async function cancelDocument(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<Outgoing> {
  const document = await lockOutgoing(tx, id);
  assertMay(actor, document.state === "draft" ? mayEditDraft : mayDispatch, subjectOfOutgoing(document));
  const why = requireReason(reason);
  return await moveOutgoing(tx, document, "cancel", { cancelled_reason: why }, why);
}
