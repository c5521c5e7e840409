import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { formatDateTime } from "../../../core/ui/index.ts";
import { type Addressees, askPeople } from "./ask-people.ts";
import { type DocumentKind, documentOfRound, lockDocument } from "./document-of-round.ts";
import { keepRoundFiles, type NewRoundFile } from "./keep-files.ts";
import { mayOpenRound } from "./permissions.ts";
import { recordRound } from "./record-round.ts";
import { getRound } from "./rounds.ts";
import type { RoundOption } from "./tables.ts";

/** What a round offers unless the asker writes other options. */
export const USUAL_OPTIONS: readonly RoundOption[] = [
  { label: "Đồng ý", needsText: false },
  { label: "Đồng ý, có ý kiến thêm", needsText: true },
  { label: "Không đồng ý", needsText: true },
];

export interface OpenRound extends Addressees {
  readonly kind: DocumentKind;
  readonly documentId: string;
  /** 10 to 2,000 characters. */
  readonly question: string;
  /** 2 to 8, each 1 to 200 characters, none twice. */
  readonly options: readonly RoundOption[];
  /** Position of the option that silence counts as; undefined: silence is no answer. */
  readonly silence?: number | undefined;
  /** People asked read each other's answers before the round is closed. */
  readonly openAnswers: boolean;
  /** An instant in working time. */
  readonly deadline: Date | null;
  readonly files: readonly NewRoundFile[];
}

/**
 * Asks people and units of the organisation for their opinion on a document. Everybody asked may read it from now on.
 *
 * @returns id of the round
 * @throws FormRefusal on `question`, `options`, `silence`, `deadline`, `people`, `units`; AccessDeniedError
 */
export async function openRound(
  tx: Transaction,
  actor: PersonActor,
  input: OpenRound,
): Promise<{ id: string }> {
  await lockDocument(tx, input.kind, input.documentId);
  const document = await documentOfRound(tx.queries, input.kind, input.documentId);
  assertMay(actor, mayOpenRound, document);
  if (!document.open)
    throw new Refusal("documents.nothing-to-ask", 409, {
      vi: "Văn bản đã hủy, bị trả lại, thu hồi hoặc thay thế nên không lấy ý kiến nữa.",
      en: "The document was cancelled, refused, recalled or replaced; there is nothing to ask about.",
    });
  const { question, options, deadline } = checked(input, tx.now);
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.opinion_round")
    .values({
      id,
      organisation_id: document.organisationId,
      document_kind: input.kind,
      document_id: document.id,
      confidentiality: document.confidentiality,
      asked_by: actor.appointmentId,
      asked_by_name: actor.fullName,
      asked_by_position: actor.positionTitle,
      question,
      options: JSON.stringify(options),
      open_answers: input.openAnswers,
      silence: input.silence ?? null,
      deadline,
      opened_at: tx.now,
      closed_by_name: null,
      close_reason: null,
    })
    .execute();
  await keepRoundFiles(tx, { roundId: id, answerId: null, files: input.files });
  const asked = await askPeople(tx, id, document, input);
  await recordRound(tx, await getRound(tx.queries, id), {
    action: "open-opinion-round",
    step: "asked",
    asked,
    note: `hỏi ${asked.length} người, đơn vị, hạn ${formatDateTime(deadline)}`,
    data: { asked: asked.length, deadline: deadline.toISOString(), options: options.length },
  });
  return { id };
}

function checked(
  input: OpenRound,
  now: Date,
): { readonly question: string; readonly options: readonly RoundOption[]; readonly deadline: Date } {
  const problems: Record<string, Sentence> = {};
  const question = input.question.normalize("NFC").trim();
  if (question.length < 10 || question.length > 2_000)
    problems.question = {
      vi: "Viết rõ nội dung cần cho ý kiến, từ 10 đến 2.000 ký tự.",
      en: "Say what the opinion is asked on, 10 to 2,000 characters.",
    };
  const options = input.options.map(({ label, needsText }) => ({
    label: label.normalize("NFC").trim(),
    needsText,
  }));
  const labels = new Set(options.map(({ label }) => label.toLocaleLowerCase("vi")));
  if (
    options.length < 2 ||
    options.length > 8 ||
    labels.size !== options.length ||
    options.some(({ label }) => label.length < 1 || label.length > 200)
  )
    problems.options = {
      vi: "Nhập từ 2 đến 8 phương án khác nhau, mỗi phương án một dòng, không quá 200 ký tự.",
      en: "Enter 2 to 8 different options, one a line, at most 200 characters each.",
    };
  const { silence, deadline } = input;
  if (silence !== undefined && !(Number.isInteger(silence) && silence >= 0 && silence < options.length))
    problems.silence = { vi: "Chọn một phương án trong danh sách.", en: "Choose one of the options." };
  if (!deadline || deadline <= now)
    problems.deadline = {
      vi: "Chọn hạn trả lời sau thời điểm này.",
      en: "Choose a deadline in the future.",
    };
  if (Object.keys(problems).length > 0 || !deadline) throw new FormRefusal(problems);
  return { question, options, deadline };
}
