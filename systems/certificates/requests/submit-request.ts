import { assertMay } from "../../../core/access/index.ts";
import { notify } from "../../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { itUnitsOn, subjectOf } from "../managers.ts";
import { maySubmit } from "../permissions.ts";
import { REQUEST_KIND_WORDS } from "../states.ts";
import { type CertificateRequest, lockRequest, moveRequest } from "./request.ts";

/**
 * The request has gone to the authority (Cục Chứng thực số và Bảo mật thông tin), usually with a letter.
 *
 * @param reference number and notation of that letter; may be empty
 * @throws Refusal certificates.wrong-request-state, AccessDeniedError
 */
export async function submitRequest(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly reference: string },
): Promise<CertificateRequest> {
  const request = await lockRequest(tx, input.id);
  const units = await itUnitsOn(tx.queries, tx.now);
  assertMay(actor, maySubmit, subjectOf(request, units));
  const moved = await moveRequest(tx, request, "submit", {
    reference: input.reference.trim(),
    submitted_at: tx.now,
  });
  const words = REQUEST_KIND_WORDS[request.kind];
  await notify(tx, {
    to: { organisations: units.managers, roles: ["head-of-unit", "specialist"] },
    kind: "certificates.request-submitted",
    title: {
      vi: `Đề nghị ${words.vi.toLowerCase()} chứng thư số: ${request.holder_name}, ${request.organisation_name}`,
      en: `${words.en}: ${request.holder_name}, ${request.organisation_name}`,
    },
    href: `/certificates/requests/${request.id}`,
    dedupeKey: `certificates.request-submitted:${request.id}`,
  });
  return moved;
}
