import { assertMay, delegationFor } from "../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import {
  type HeldDelegation,
  type PersonActor,
  type Transaction,
  underDelegation,
  uuidv7,
} from "../../../core/transaction/index.ts";
import { nameWithGiver } from "../name-with-giver.ts";
import { keepRoundFiles, type NewRoundFile } from "./keep-files.ts";
import { type AskedSubject, matterOfAnswer, mayAnswerRound } from "./permissions.ts";
import { recordRound } from "./record-round.ts";
import { askedIn, assertOpen, deadlineOf, filesOfRound, lockRound, subjectOfAsked } from "./rounds.ts";

export interface AnswerRound {
  readonly roundId: string;
  readonly askedId: string;
  /** Position of the option. */
  readonly choice: number;
  /** At most 4,000 characters; needed where the option says so. */
  readonly content: string;
  readonly files: readonly NewRoundFile[];
  /** Ids of files of the present answer that stay. */
  readonly keptFiles: readonly string[];
}

const MOST_CONTENT = 4_000;

/**
 * Answers, or changes the answer, until the round is closed. Every earlier answer is kept.
 * @throws FormRefusal on `choice`, `content`, `files`; AccessDeniedError; Refusal documents.round-closed
 */
export async function answerRound(tx: Transaction, actor: PersonActor, input: AnswerRound): Promise<void> {
  const whole = await lockRound(tx, input.roundId);
  const asked = askedIn(whole, input.askedId);
  const subject = subjectOfAsked(whole, asked);
  assertMay(actor, mayAnswerRound, subject);
  assertOpen(whole);
  const { round } = whole;
  const option = round.options[input.choice];
  const content = input.content.normalize("NFC").trim();
  const problems: Record<string, Sentence> = {};
  if (!option) problems.choice = { vi: "Chọn một phương án trả lời.", en: "Choose an answer." };
  if (option?.needsText && content.length < 3)
    problems.content = {
      vi: `Phương án “${option.label}” cần ghi rõ ý kiến.`,
      en: `The option “${option.label}” needs your words.`,
    };
  if (content.length > MOST_CONTENT)
    problems.content = { vi: "Ý kiến dài nhất 4.000 ký tự.", en: "At most 4,000 characters." };
  if (Object.keys(problems).length > 0 || !option) throw new FormRefusal(problems);
  const held = answeredFor(actor, subject);
  const before = await tx.queries
    .updateTable("documents.opinion_answer")
    .set({ latest: false })
    .where("asked_id", "=", asked.id)
    .where("latest", "=", true)
    .returning("id")
    .executeTakeFirst();
  const stay = (await filesOfRound(tx.queries, round.id)).filter(
    (file) => before !== undefined && file.answer_id === before.id && input.keptFiles.includes(file.id),
  );
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.opinion_answer")
    .values({
      id,
      asked_id: asked.id,
      choice: input.choice,
      content,
      by_appointment: actor.appointmentId,
      by_name: nameWithGiver(actor, held),
      by_position: actor.positionTitle,
      at: tx.now,
    })
    .execute();
  await keepRoundFiles(tx, {
    roundId: round.id,
    answerId: id,
    files: [...stay.map(({ sha256, size, name }) => ({ sha256, size: Number(size), name })), ...input.files],
  });
  const late = tx.now > deadlineOf(round, asked);
  await recordRound(underDelegation(tx, held), whole, {
    action: "answer-opinion-round",
    step: "answered",
    asked: [asked.id],
    // What somebody answered is read in the round, by whoever may read it there.
    note: `${asked.name}${before ? ", sửa trả lời" : ""}${late ? ", sau hạn" : ""}`,
    data: { asked: asked.id, answer: id, choice: input.choice, late },
  });
}

/** For whom a delegate answers; undefined when the own post permits it. */
function answeredFor(actor: PersonActor, subject: AskedSubject): HeldDelegation | undefined {
  const own =
    actor.appointmentId === subject.appointmentId ||
    (actor.roles.includes("head-of-unit") && actor.unitId === subject.unitId);
  return own ? undefined : delegationFor(actor, matterOfAnswer(subject));
}
