import { sql } from "kysely";
import { assertMay, delegationFor } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { getAppointment, getOrganisation, holdersOf } from "../../../core/directory/index.ts";
import { type PersonActor, type Transaction, underDelegation } from "../../../core/transaction/index.ts";
import { matterOfSigning, mayTakeSignature } from "../permissions.ts";
import {
  lockOutgoing,
  moveOutgoing,
  nextOutgoingState,
  type Outgoing,
  subjectOfOutgoing,
} from "./outgoing.ts";
import { type SigningForm, signingAuthority } from "./signing-authority.ts";

/**
 * Whoever the signer delegated signing to becomes the signer of an unsigned document, in the form their own post calls
 * for: KT. a deputy, TUQ. the head of a unit, TL. with KT. the deputy of a unit (NĐ 30/2020 Art. 13). The printed block
 * names the other person, so the draft goes back to its author and is checked again before it is signed (Art. 12).
 *
 * @throws AccessDeniedError, Refusal documents.wrong-state
 */
export async function takeSignature(tx: Transaction, actor: PersonActor, id: string): Promise<Outgoing> {
  const document = await lockOutgoing(tx, id);
  const subject = subjectOfOutgoing(document);
  assertMay(actor, mayTakeSignature, subject);
  const held = delegationFor(actor, matterOfSigning(subject));
  nextOutgoingState(document.state, "take-signature");
  const today = localDateOf(tx.now);
  const signer = await getAppointment(tx.queries, actor.appointmentId, today);
  const body = await getOrganisation(tx.queries, document.organisation_id, today);
  const leaders = await holdersOf(tx.queries, "leader", body.id, today);
  const headTitle = leaders.find(({ rank }) => rank === "head")?.title ?? held?.fromTitle ?? "";
  const form = formFor(actor, document);
  const lines = signingAuthority(signer, body, headTitle, form);
  await sql`update documents.text set content = content || ${JSON.stringify({ signer: signer.id, signingForm: form })}::jsonb,
      version = version + 1
    where outgoing_id = ${document.id}`.execute(tx.queries);
  return await moveOutgoing(
    underDelegation(tx, held),
    document,
    "take-signature",
    {
      signer_appointment: signer.id,
      signer_name: signer.fullName,
      signer_position: lines.position,
      signer_authority: lines.authority,
    },
    `Người ký là ${signer.fullName}, ${lines.authority}. Sửa phần ghi quyền hạn, chức vụ, họ tên người ký rồi trình lại.`,
  );
}

function formFor(actor: PersonActor, document: Outgoing): SigningForm {
  if (document.signer_authority.startsWith("TL.")) return "by-order";
  return actor.roles.includes("leader") ? "own" : "by-authority";
}
