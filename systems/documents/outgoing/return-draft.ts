import { assertMay } from "../../../core/access/index.ts";
import { type PersonActor, type Transaction, underDelegation } from "../../../core/transaction/index.ts";
import { mayCheck, mayDispatch, maySign } from "../permissions.ts";
import { requireReason } from "../reason.ts";
import { checkedFor } from "./checked-for.ts";
import { addRevision, lockOutgoing, moveOutgoing, type Outgoing, subjectOfOutgoing } from "./outgoing.ts";

/**
 * Whoever has the document in hand (head of unit, signer, clerk) gives it back to its author with a reason. A signature
 * that was already made is dropped with the file that holds it: the author's last draft becomes the file again.
 */
export async function returnDraft(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<Outgoing> {
  const document = await lockOutgoing(tx, id);
  const subject = subjectOfOutgoing(document);
  if (document.state === "checked") assertMay(actor, maySign, subject);
  else if (document.state === "signed") assertMay(actor, mayDispatch, subject);
  else assertMay(actor, mayCheck, subject);
  const why = requireReason(reason);
  if (document.state !== "signed") {
    const held = document.state === "submitted" ? checkedFor(actor, subject) : undefined;
    return await moveOutgoing(underDelegation(tx, held), document, "return", {}, why);
  }
  const draft = await tx.queries
    .selectFrom("documents.revision")
    .select(["file_sha256", "file_size"])
    .where("outgoing_id", "=", id)
    .where("kind", "=", "draft")
    .orderBy("number", "desc")
    .executeTakeFirstOrThrow();
  await addRevision(tx, id, "draft", { sha256: draft.file_sha256, size: draft.file_size });
  return await moveOutgoing(
    tx,
    document,
    "return",
    { file_sha256: draft.file_sha256, file_size: draft.file_size, signed_at: null },
    why,
  );
}
