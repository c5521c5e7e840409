import type { Transaction } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { lockIncoming } from "./incoming.ts";
import { INCOMING_TRANSITIONS } from "./incoming-states.ts";
import type { ReceivedDocument } from "./receive-document.ts";

/** What a sender asks about a document it sent earlier. */
export type SenderRequest =
  | { readonly kind: "recall"; readonly reason: string }
  /** `content` is the document as it shall be; absent when the update came as a document of its own. */
  | { readonly kind: "update"; readonly reason: string; readonly content?: ReceivedDocument };

/**
 * Notes a request of the sender for the clerk to answer with 15 or 16. A recall freezes the document until then
 * (NĐ 30/2020 PL VI.III.8). Both wire forms of a recall (status 13, business type 1) may come: the second changes nothing.
 *
 * @returns false when the document can no longer be recalled or updated here.
 */
export async function noteRequest(
  tx: Transaction,
  incomingId: string,
  request: SenderRequest,
): Promise<boolean> {
  const document = await lockIncoming(tx, incomingId);
  const action = request.kind === "recall" ? "accept-recall" : "accept-update";
  if (INCOMING_TRANSITIONS[document.state][action] === undefined) return false;
  if (document.request === request.kind) return true;
  // A recall outranks an update that nobody has answered yet.
  if (document.request === "recall") return true;
  await tx.queries
    .updateTable("documents.incoming")
    .set({
      request: request.kind,
      request_reason: request.reason,
      request_at: tx.now,
      request_message: request.kind === "update" && request.content ? JSON.stringify(request.content) : null,
      frozen: request.kind === "recall" ? true : document.frozen,
      version: document.version + 1,
    })
    .where("id", "=", incomingId)
    .execute();
  await tell(tx, incomingId, `incoming.${request.kind}-asked`, request.reason);
  tx.record({
    action: `documents.${request.kind}-asked`,
    objectKind: "incoming-document",
    objectId: incomingId,
    data: { reason: request.reason },
  });
  tx.emit({
    type: "documents.request-arrived",
    subjectId: incomingId,
    organisations: [document.organisation_id],
    data: { incomingId, request: request.kind },
  });
  return true;
}
