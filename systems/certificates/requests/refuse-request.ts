import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { notify } from "../../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { itUnitsOn } from "../managers.ts";
import { mayManage } from "../permissions.ts";
import { type CertificateRequest, lockRequest, moveRequest } from "./request.ts";

/** The authority has refused; whoever asked is told why. @throws FormRefusal on `answer`, AccessDeniedError */
export async function refuseRequest(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly answer: string },
): Promise<CertificateRequest> {
  const request = await lockRequest(tx, input.id);
  assertMay(actor, mayManage, await itUnitsOn(tx.queries, tx.now));
  const answer = input.answer.trim();
  if (answer === "") {
    throw new FormRefusal({ answer: { vi: "Ghi lý do từ chối.", en: "Say why it was refused." } });
  }
  const moved = await moveRequest(tx, request, "refuse", { answer, decided_at: tx.now });
  await notify(tx, {
    to: { people: [request.created_by] },
    kind: "certificates.request-refused",
    title: {
      vi: `Đề nghị chứng thư số của ${request.holder_name} bị từ chối: ${answer}`,
      en: `The certificate request of ${request.holder_name} was refused: ${answer}`,
    },
    href: `/certificates/requests/${request.id}`,
    dedupeKey: `certificates.request-refused:${request.id}`,
  });
  return moved;
}
