import { assertMay } from "../../../core/access/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayRegister } from "../permissions.ts";
import { requireReason } from "../reason.ts";
import { type Incoming, lockIncoming, moveIncoming, registering } from "./incoming.ts";

/**
 * The clerk returns a document that is not in order or not for this organisation: status 02 with the reason goes to
 * the sender (NĐ 30/2020 Art. 21.2, QĐ 28/2018 Art. 9).
 */
export async function refuseIncomingDocument(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<Incoming> {
  const document = await lockIncoming(tx, id);
  assertMay(actor, mayRegister, registering(document));
  const why = requireReason(reason);
  return await moveIncoming(
    tx,
    document,
    "refuse",
    { refused_reason: why },
    { note: why, status: { code: "02", description: why } },
  );
}
