import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { lockClosing, nextClosingState, subjectOfClosing } from "./closings.ts";
import { mayAskClosing } from "./permissions.ts";
import "../audit-words.ts";

/**
 * The clerk notes what is wrong in a closed register. Lines and prints stay as they were; a note is never changed.
 *
 * @throws FormRefusal on `line`, `correction`; Refusal documents.wrong-closing-state
 */
export async function noteCorrection(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly closingId: string; readonly line: string; readonly correction: string },
): Promise<string> {
  const closing = await lockClosing(tx, actor.organisationId, input.closingId);
  assertMay(actor, mayAskClosing, subjectOfClosing(closing));
  nextClosingState(closing.state, "note");
  const line = input.line.normalize("NFC").trim();
  const correction = input.correction.normalize("NFC").trim();
  const problems: Record<string, Sentence> = {};
  if (line.length === 0 || line.length > 60) {
    problems.line = {
      vi: "Nhập số (hoặc số và ký hiệu) của dòng cần đính chính, tối đa 60 ký tự.",
      en: "Enter the number, or number and notation, of the line, at most 60 characters.",
    };
  }
  if (correction.length < 10 || correction.length > 1_000) {
    problems.correction = {
      vi: "Nêu chỗ sai và nội dung đúng, từ 10 đến 1.000 ký tự.",
      en: "Say what is wrong and what is right, 10 to 1,000 characters.",
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.book_note")
    .values({
      id,
      closing_id: closing.id,
      line,
      correction,
      by_name: actor.fullName,
      by_position: actor.positionTitle,
      at: tx.now,
    })
    .execute();
  tx.record({
    action: "documents.note-correction",
    objectKind: "book",
    objectId: closing.id,
    data: { line, correction },
  });
  return id;
}
