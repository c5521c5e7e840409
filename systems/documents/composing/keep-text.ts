import { assertMay } from "../../../core/access/index.ts";
import { changedMeanwhile } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { nextOutgoingState } from "../outgoing/outgoing.ts";
import { mayWriteText } from "./permissions.ts";
import { type KeptText, lockText, subjectOfText } from "./texts.ts";
import type { TypedText } from "./typed-text.ts";

export interface KeepText {
  readonly id: string;
  /** Version the author saw: another window may have kept something newer. */
  readonly version: number;
  readonly content: TypedText;
}

/**
 * Keeps what is typed, right or not, while it is being written.
 *
 * @throws AccessDeniedError, Refusal conflict, documents.wrong-state when the draft is out of the author's hands
 */
export async function keepText(tx: Transaction, actor: PersonActor, input: KeepText): Promise<KeptText> {
  const text = await lockText(tx, input.id);
  const subject = await subjectOfText(tx.queries, text);
  assertMay(actor, mayWriteText, subject);
  if (subject.draft) nextOutgoingState(subject.draft.state, "edit");
  if (text.version !== input.version) throw changedMeanwhile();
  const content = { ...input.content, documentType: input.content.documentType || text.content.documentType };
  if (JSON.stringify(content) === JSON.stringify(text.content)) return text;
  await tx.queries
    .updateTable("documents.text")
    .set({ content: JSON.stringify(content), version: text.version + 1, updated_at: tx.now })
    .where("id", "=", text.id)
    .execute();
  return { ...text, content, version: text.version + 1, updated_at: tx.now };
}
