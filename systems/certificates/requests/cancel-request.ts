import { assertMay } from "../../../core/access/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { itUnitsOn, subjectOf } from "../managers.ts";
import { mayRequest } from "../permissions.ts";
import { type CertificateRequest, lockRequest, moveRequest } from "./request.ts";

/** Withdraws a request that is not yet decided. @throws Refusal certificates.wrong-request-state, AccessDeniedError */
export async function cancelRequest(
  tx: Transaction,
  actor: PersonActor,
  id: string,
): Promise<CertificateRequest> {
  const request = await lockRequest(tx, id);
  assertMay(actor, mayRequest, subjectOf(request, await itUnitsOn(tx.queries, tx.now)));
  return await moveRequest(tx, request, "cancel", { decided_at: tx.now });
}
