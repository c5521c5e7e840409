import { assertMay } from "../../../core/access/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayWriteText } from "./permissions.ts";
import { lockText, subjectOfText } from "./texts.ts";

/**
 * Throws away a text that never became a draft. A draft is cancelled instead, which leaves its trace.
 * @throws AccessDeniedError, Refusal documents.text-is-draft
 */
export async function discardText(tx: Transaction, actor: PersonActor, id: string): Promise<void> {
  const text = await lockText(tx, id);
  assertMay(actor, mayWriteText, await subjectOfText(tx.queries, text));
  if (text.outgoing_id !== null)
    throw new Refusal("documents.text-is-draft", 409, {
      vi: "Bản soạn này đã thành dự thảo. Muốn bỏ, hãy hủy dự thảo trên trang của văn bản.",
      en: "This text has become a draft. To give it up, cancel the draft on its page.",
    });
  await tx.queries.deleteFrom("documents.text").where("id", "=", id).execute();
  tx.record({ action: "documents.discard-text", objectKind: "text", objectId: id });
}
