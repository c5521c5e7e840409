import { assertMay } from "../../core/access/index.ts";
import type { PersonActor, Transaction } from "../../core/transaction/index.ts";
import { lockCertificate, moveCertificate, type RegisteredCertificate } from "./certificate.ts";
import { itUnitsOn } from "./managers.ts";
import { mayManage } from "./permissions.ts";
import { CERTIFICATE_TRANSITIONS } from "./states.ts";

/**
 * The device with the new certificate is in the holder's hands: it is in use, and the one it renews is replaced.
 * @throws Refusal certificates.wrong-state, AccessDeniedError
 */
export async function handOverCertificate(
  tx: Transaction,
  actor: PersonActor,
  id: string,
): Promise<RegisteredCertificate> {
  const certificate = await lockCertificate(tx, id);
  assertMay(actor, mayManage, await itUnitsOn(tx.queries, tx.now));
  const moved = await moveCertificate(tx, certificate, "hand-over");
  if (certificate.replaces !== null) {
    const old = await lockCertificate(tx, certificate.replaces);
    if (CERTIFICATE_TRANSITIONS[old.state].replace) {
      await moveCertificate(tx, old, "replace", { note: certificate.serial });
    }
  }
  return moved;
}
