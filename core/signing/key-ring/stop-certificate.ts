import { assertMay } from "../../access/index.ts";
import type { House } from "../../system.ts";
import { type PersonActor, transact } from "../../transaction/index.ts";
import type { KeyOwner } from "../service.ts";
import { endActive, ownerRecord } from "./certificates.ts";
import { keyRingOf } from "./key-ring.ts";
import { manageCertificate } from "./permissions.ts";

/**
 * Stops the use of an owner's certificate at once and destroys its key here. The authority that issued it is told by
 * the owner: only it can revoke. Nothing happens when there is none.
 *
 * @throws AccessDeniedError
 */
export async function stopCertificate(house: House, actor: PersonActor, owner: KeyOwner): Promise<void> {
  assertMay(actor, manageCertificate, owner);
  const ended = await transact(house, { actor }, async (tx) => {
    const id = await endActive(tx, owner, "revoked");
    if (id !== undefined) {
      tx.record({
        action: "signing.stop-certificate",
        objectKind: "certificate",
        objectId: id,
        data: ownerRecord(owner),
      });
    }
    return id ?? null;
  });
  if (ended !== null) keyRingOf(house).opened.forget(ended);
}
