import type { Selectable } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { FormRefusal, notFound } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import "../events.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { mayReadText, mayWriteText } from "./permissions.ts";
import type { TextOpinionTable } from "./tables.ts";
import { lineOf } from "./text/line-of.ts";
import { getText, type KeptText, subjectOfText } from "./texts.ts";

export type Opinion = Selectable<TextOpinionTable>;

/** Longest opinion, and longest answer to one. */
export const MOST_OPINION = 1000;

/** The opinions on a text in the order they came. */
export async function opinionsOn(queries: Queries, textId: string): Promise<readonly Opinion[]> {
  return await queries
    .selectFrom("documents.text_opinion")
    .selectAll()
    .where("text_id", "=", textId)
    .orderBy("at")
    .orderBy("id")
    .execute();
}

/**
 * Whoever may read the draft says what they think of it, or of one line of it. NĐ 30/2020 Art. 10.2, PL VI part I: all
 * opinions are kept.
 *
 * @param input.line of the text, 0 for the whole
 * @throws FormRefusal on `opinion` and `line`, AccessDeniedError
 */
export async function giveOpinion(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly textId: string; readonly line: number; readonly opinion: string },
): Promise<void> {
  const text = await getText(tx.queries, input.textId);
  const subject = await subjectOfText(tx.queries, text);
  assertMay(actor, mayReadText, subject);
  const opinion = checked(input.opinion, "opinion");
  const quote = input.line === 0 ? "" : lineOf(text.content.body, input.line);
  if (input.line !== 0 && quote === "")
    throw new FormRefusal({
      line: {
        vi: "Dòng này không còn trong bản soạn. Chọn lại dòng cần góp ý.",
        en: "This line is no longer in the text. Choose the line again.",
      },
    });
  const last = await tx.queries
    .selectFrom("documents.text_version")
    .select((row) => row.fn.max("number").as("number"))
    .where("text_id", "=", text.id)
    .executeTakeFirst();
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.text_opinion")
    .values({
      id,
      text_id: text.id,
      version: Number(last?.number ?? 0),
      line: input.line,
      quote: quote.slice(0, 300),
      opinion,
      by_appointment: actor.appointmentId,
      by_name: actor.fullName,
      by_position: actor.positionTitle,
      at: tx.now,
      answer: null,
      taken: null,
    })
    .execute();
  tx.record({
    action: "documents.give-opinion",
    objectKind: "text",
    objectId: text.id,
    data: { opinion: id, draft: text.outgoing_id },
  });
  if (text.author !== actor.appointmentId) tell(tx, text, text.author, actor.fullName, false);
}

/** The author says of an opinion whether it was taken up, and why not. @throws FormRefusal, AccessDeniedError */
export async function answerOpinion(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly opinionId: string; readonly taken: boolean; readonly answer: string },
): Promise<void> {
  if (!isUuid(input.opinionId)) throw notFound();
  const opinion = await tx.queries
    .selectFrom("documents.text_opinion")
    .selectAll()
    .where("id", "=", input.opinionId)
    .forUpdate()
    .executeTakeFirst();
  if (!opinion) throw notFound();
  const text = await getText(tx.queries, opinion.text_id);
  assertMay(actor, mayWriteText, await subjectOfText(tx.queries, text));
  // An opinion that is not taken up is owed a reason.
  const answer = input.taken ? input.answer.trim().slice(0, MOST_OPINION) : checked(input.answer, "answer");
  await tx.queries
    .updateTable("documents.text_opinion")
    .set({ answer, taken: input.taken, answered_at: tx.now })
    .where("id", "=", opinion.id)
    .execute();
  tx.record({
    action: "documents.answer-opinion",
    objectKind: "text",
    objectId: text.id,
    data: { opinion: opinion.id, taken: input.taken },
  });
  if (opinion.by_appointment !== actor.appointmentId)
    tell(tx, text, opinion.by_appointment, actor.fullName, true);
}

function tell(tx: Transaction, text: KeptText, to: string, byName: string, answered: boolean): void {
  tx.emit({
    type: "documents.opinion-moved",
    subjectId: text.id,
    organisations: [text.organisation_id],
    data: { textId: text.id, to, byName, answered },
  });
}

function checked(typed: string, field: string): string {
  const text = typed.trim();
  if (text.length >= 1 && text.length <= MOST_OPINION) return text;
  throw new FormRefusal({
    [field]: {
      vi: `Nhập nội dung, tối đa ${MOST_OPINION} ký tự.`,
      en: `Write something, at most ${MOST_OPINION} characters.`,
    },
  });
}
