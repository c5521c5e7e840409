import { assertMay } from "../../../core/access/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayDispatch } from "../permissions.ts";
import { requireReason } from "../reason.ts";
import { lockOutgoing, moveOutgoing, type Outgoing, subjectOfOutgoing } from "./outgoing.ts";

export interface AskRecall {
  readonly id: string;
  /** Receivers asked; empty = all that could have the document. */
  readonly organisations: readonly string[];
  readonly reason: string;
}

/**
 * The clerk asks receivers to give an issued document back (status 13 and business type 1); each answers 15 or 16.
 * NĐ 30/2020 Art. 18.4.
 */
export async function askRecall(tx: Transaction, actor: PersonActor, input: AskRecall): Promise<Outgoing> {
  const document = await lockOutgoing(tx, input.id);
  assertMay(actor, mayDispatch, subjectOfOutgoing(document));
  const reason = requireReason(input.reason);
  const asked = await tx.queries
    .updateTable("documents.recipient")
    .set({ state: "recall-asked", state_at: tx.now, description: reason })
    .where("outgoing_id", "=", input.id)
    .where("state", "not in", ["recall-asked", "recalled", "refused"])
    .$if(input.organisations.length > 0, (query) =>
      query.where("organisation_id", "in", [...input.organisations]),
    )
    .returning("organisation_id")
    .execute();
  if (asked.length === 0) {
    throw new Refusal("documents.nobody-to-ask", 422, {
      vi: "Không còn nơi nhận nào để yêu cầu thu hồi: các nơi nhận đã từ chối, đã trả lại hoặc đang chờ trả lời.",
      en: "There is no receiver left to ask: they have refused, given it back, or are still to answer.",
    });
  }
  tx.emit({
    type: "documents.recall-asked",
    subjectId: input.id,
    organisations: [document.organisation_id],
    data: {
      outgoingId: input.id,
      organisations: asked.map((row) => row.organisation_id),
      reason,
      staff: actor.fullName,
    },
  });
  return await moveOutgoing(tx, document, "recall", {}, reason);
}
