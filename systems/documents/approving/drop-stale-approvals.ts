import type { Transaction } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { approvalPath, contentOf, partsOf } from "./approvals.ts";
import { changedParts } from "./content-parts.ts";
import "./events.ts";

/**
 * A draft that is put forward again with another file or other fields has lost the approvals of what it was; those
 * approvers are told and asked anew (NĐ 30/2020 Art. 12). Who approved exactly this content is not asked again.
 */
export async function dropStaleApprovals(tx: Transaction, document: Outgoing): Promise<void> {
  const path = await approvalPath(tx.queries, document.id);
  const content = path.length === 0 ? "" : await contentOf(tx.queries, document);
  const stale = path
    .flatMap((step) => step.approvers)
    .filter((each) => each.approved_content !== null && each.approved_content !== content);
  if (stale.length === 0) return;
  const parts = await partsOf(tx.queries, document);
  const changes = stale
    .map((each) => changedParts(each.approved_parts, parts))
    .filter((each) => each !== undefined);
  for (const each of stale)
    await tx.queries
      .updateTable("documents.approver")
      .set({
        earlier_file: each.approved_file,
        approved_content: null,
        approved_parts: null,
        approved_file: null,
        approved_at: null,
        by_name: null,
        by_position: null,
        note: "",
      })
      .where("id", "=", each.id)
      .execute();
  const [changed] = changes;
  const names = stale.map((each) => each.full_name).join(", ");
  await tell(
    tx,
    document.id,
    "outgoing.drop-approvals",
    changed ? `${names}. Thay đổi: ${changed.vi}` : names,
  );
  tx.record({
    action: "documents.drop-approvals",
    objectKind: "outgoing-document",
    objectId: document.id,
    data: { approvers: stale.map((each) => each.id) },
  });
  tx.emit({
    type: "documents.approval-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: {
      outgoingId: document.id,
      step: "dropped",
      to: stale.map((each) => each.appointment_id),
      ...(changed ? { changed } : {}),
    },
  });
}
