import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayDispatch } from "../permissions.ts";
import { lockOutgoing, moveOutgoing, type Outgoing, subjectOfOutgoing } from "./outgoing.ts";

/**
 * The clerk issues the sealed document: it stands in the register and leaves for every receiver in the same
 * transaction, one message for all of them. NĐ 30/2020 Art. 14, 17; QĐ 28/2018 Art. 6.2 (same day).
 *
 * @throws Refusal documents.secret: a state secret never reaches an outgoing queue (QĐ 28/2018 Art. 1.2).
 */
export async function issueDocument(tx: Transaction, actor: PersonActor, id: string): Promise<Outgoing> {
  const document = await lockOutgoing(tx, id);
  assertMay(actor, mayDispatch, subjectOfOutgoing(document));
  const recipients = await tx.queries
    .selectFrom("documents.recipient")
    .select("organisation_id")
    .where("outgoing_id", "=", id)
    .execute();
  if (document.confidentiality > 0 && recipients.length > 0) {
    throw new Refusal("documents.secret", 422, {
      vi: "Văn bản mật không được gửi qua trục liên thông. Bỏ nơi nhận điện tử và gửi bằng đường văn bản mật.",
      en: "A secret document must not be sent over the axis. Remove the electronic recipients and use the secret route.",
    });
  }
  const issued = await moveOutgoing(tx, document, "issue", {
    issued_at: tx.now,
    issued_by_name: actor.fullName,
  });
  await sql`update documents.recipient set state = 'waiting', state_at = ${tx.now} where outgoing_id = ${id}`.execute(
    tx.queries,
  );
  if (recipients.length > 0) {
    tx.emit({
      type: "documents.outgoing-issued",
      subjectId: id,
      organisations: [document.organisation_id],
      data: { outgoingId: id },
    });
  }
  return issued;
}
