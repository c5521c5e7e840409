import { assertMay, delegationFor, may } from "../../../core/access/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import {
  type HeldDelegation,
  type PersonActor,
  type Transaction,
  underDelegation,
} from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { nameWithGiver } from "../name-with-giver.ts";
import {
  lockOutgoing,
  moveOutgoing,
  nextOutgoingState,
  type Outgoing,
  subjectOfOutgoing,
} from "../outgoing/outgoing.ts";
import { requireReason } from "../reason.ts";
import { type Approver, approvalPath, awaitedIn, contentOf, noteWhoseTurn, partsOf } from "./approvals.ts";
import { type ApproverSubject, matterOfApproval, mayApprove } from "./permissions.ts";
import "./audit-words.ts";
import "./events.ts";

/**
 * An approver gives the short signature (ký nháy) for exactly the file that was shown. NĐ 30/2020 Art. 11, 12.
 *
 * @param input.seen SHA-256 of the file the approver was shown
 * @throws AccessDeniedError, Refusal documents.not-your-turn | documents.changed-since-shown
 */
export async function approveDraft(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly seen: string; readonly note: string },
): Promise<Outgoing> {
  const { document, content, approver, subject } = await inTurn(tx, actor, input.id);
  if (document.file_sha256 !== input.seen)
    throw new Refusal("documents.changed-since-shown", 409, {
      vi: "Tệp đã đổi sau khi bạn mở trang. Mở lại trang, xem bản mới rồi ký nháy.",
      en: "The file has changed since you opened the page. Open it again and look at the new version first.",
    });
  const held = approvedFor(actor, subject);
  await tx.queries
    .updateTable("documents.approver")
    .set({
      approved_content: content,
      approved_parts: JSON.stringify(await partsOf(tx.queries, document)),
      approved_file: document.file_sha256,
      approved_at: tx.now,
      by_name: nameWithGiver(actor, held),
      by_position: actor.positionTitle,
      note: input.note.normalize("NFC").trim().slice(0, 500),
      earlier_file: null,
    })
    .where("id", "=", approver.id)
    .execute();
  await noteWhoseTurn(tx, document);
  const inName = underDelegation(tx, held);
  await tell(inName, document.id, "outgoing.approve", input.note.trim().slice(0, 500));
  tx.record({
    action: "documents.approve-draft",
    objectKind: "outgoing-document",
    objectId: document.id,
    data: { approver: approver.id, file: document.file_sha256, content },
  });
  tx.emit({
    type: "documents.approval-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: { outgoingId: document.id, step: "approved" },
  });
  return document;
}

/** An approver gives the draft back to its author. @throws FormRefusal on `reason`; Refusal documents.not-your-turn */
export async function returnForApproval(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly reason: string },
): Promise<Outgoing> {
  const { document, subject } = await inTurn(tx, actor, input.id);
  const reason = requireReason(input.reason);
  nextOutgoingState(document.state, "return");
  return await moveOutgoing(underDelegation(tx, approvedFor(actor, subject)), document, "return", {}, reason);
}

/** The approver in whose place this person acts now. */
async function inTurn(
  tx: Transaction,
  actor: PersonActor,
  id: string,
): Promise<{
  readonly document: Outgoing;
  readonly content: string;
  readonly approver: Approver;
  readonly subject: ApproverSubject;
}> {
  const document = await lockOutgoing(tx, id);
  const path = await approvalPath(tx.queries, id);
  const content = await contentOf(tx.queries, document);
  const own = path
    .flatMap((step) => step.approvers)
    .filter((each) => may(actor, mayApprove, subjectOf(document, each)));
  const [first] = own;
  if (!first) {
    // Who approves nothing here is refused by the rule; a document without a path has nothing to approve.
    if (path.length === 0) throw notFound();
    assertMay(actor, mayApprove, { ...subjectOfOutgoing(document), approver: "" });
    throw notFound();
  }
  const awaited = document.state === "checked" ? awaitedIn(path, content) : [];
  const approver = own.find((each) => awaited.includes(each));
  if (!approver)
    throw new Refusal("documents.not-your-turn", 409, {
      vi: "Chưa đến lượt bạn phê duyệt, bạn đã ký nháy bản này, hoặc dự thảo đã được trả lại.",
      en: "It is not your turn, you have approved this version, or the draft was returned.",
    });
  return { document, content, approver, subject: subjectOf(document, approver) };
}

export function subjectOf(document: Outgoing, approver: Pick<Approver, "appointment_id">): ApproverSubject {
  return { ...subjectOfOutgoing(document), approver: approver.appointment_id };
}

function approvedFor(actor: PersonActor, subject: ApproverSubject): HeldDelegation | undefined {
  return actor.appointmentId === subject.approver
    ? undefined
    : delegationFor(actor, matterOfApproval(subject));
}
