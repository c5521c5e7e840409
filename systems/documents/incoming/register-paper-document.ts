import { z } from "zod";
import { assertMay } from "../../../core/access/index.ts";
import { instantAt, localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { keepDueAt } from "../archive/keep-due.ts";
import { tell } from "../history.ts";
import { mayRegister } from "../permissions.ts";
import type { Verdict, VerdictDetails } from "../tables.ts";
import { findDuplicate } from "./find-duplicate.ts";
import type { ReceivedFile } from "./receive-document.ts";
import { takeArrivalNumber } from "./register-incoming-document.ts";

export const paperFieldsSchema = z.object({
  fromName: z.string().trim().min(1).max(200),
  codeNumber: z.string().trim().min(1).max(11),
  codeNotation: z.string().trim().min(1).max(30),
  issuedDate: z.iso.date(),
  typeName: z.string().trim().max(100).default(""),
  abstract: z.string().trim().min(1).max(500),
  signerName: z.string().trim().max(50).default(""),
  urgency: z.coerce.number().int().min(0).max(4).default(0),
  confidentiality: z.coerce.number().int().min(0).max(3).default(0),
  dueDate: z.iso.date().nullable().default(null),
  /** Day on which the paper came; absent: today. */
  receivedDate: z.iso.date().optional(),
});
export type PaperFields = z.output<typeof paperFieldsSchema>;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  fromName: {
    vi: "Nhập tên cơ quan ban hành, tối đa 200 ký tự.",
    en: "Enter the issuing organisation, at most 200 characters.",
  },
  codeNumber: { vi: "Nhập số văn bản, tối đa 11 ký tự.", en: "Enter the number, at most 11 characters." },
  codeNotation: {
    vi: "Nhập ký hiệu, tối đa 30 ký tự, ví dụ QĐ-UBND.",
    en: "Enter the notation, at most 30 characters, such as QĐ-UBND.",
  },
  issuedDate: {
    vi: "Nhập ngày văn bản theo dạng ngày/tháng/năm, không sau hôm nay.",
    en: "Enter the date of the document as day/month/year, not after today.",
  },
  abstract: { vi: "Nhập trích yếu, tối đa 500 ký tự.", en: "Enter the abstract, at most 500 characters." },
  receivedDate: {
    vi: "Nhập ngày đến theo dạng ngày/tháng/năm, không sau hôm nay và không quá 31 ngày trước.",
    en: "Enter the day of arrival as day/month/year, not after today and at most 31 days ago.",
  },
};
/** Art. 22 asks for the same or the next working day; a month covers the longest holidays and a clerk's illness. */
const LATEST_DAYS = 31;
const MIDDAY_MS = 12 * 3_600_000;

/** @throws FormRefusal with a sentence per field */
export function parsePaperFields(input: unknown, today: string): PaperFields {
  const parsed = paperFieldsSchema.safeParse(input);
  const problems: Record<string, Sentence> = {};
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0] ?? "abstract");
      problems[field] = SENTENCES[field] ?? { vi: "Giá trị chưa đúng.", en: "This value is not right." };
    }
    throw new FormRefusal(problems);
  }
  const { issuedDate, receivedDate = today } = parsed.data;
  if (issuedDate > today && SENTENCES.issuedDate) throw new FormRefusal({ issuedDate: SENTENCES.issuedDate });
  if ((receivedDate > today || receivedDate < plusDays(today, -LATEST_DAYS)) && SENTENCES.receivedDate)
    throw new FormRefusal({ receivedDate: SENTENCES.receivedDate });
  return parsed.data;
}

/**
 * A document that came on paper goes into the same register and series as electronic ones (NĐ 30/2020 Art. 22.2).
 * A duplicate of number, notation and issuer is taken with an alert.
 */
export async function registerPaperDocument(
  tx: Transaction,
  actor: PersonActor,
  input: {
    readonly fields: PaperFields;
    readonly file: ReceivedFile | null;
    readonly verdict: Verdict | null;
    readonly verdictDetails: VerdictDetails | null;
  },
): Promise<{ id: string; arrivalNumber: number }> {
  const { fields } = input;
  assertMay(actor, mayRegister, {
    organisationId: actor.organisationId,
    confidentiality: fields.confidentiality,
  });
  const id = uuidv7(tx.now);
  const duplicate = await findDuplicate(tx.queries, { organisationId: actor.organisationId, ...fields });
  const arrivedAt = arrivalOf(fields.receivedDate, tx.now);
  const { number, year } = await takeArrivalNumber(
    tx,
    actor.organisationId,
    fields.confidentiality,
    arrivedAt,
  );
  await tx.queries
    .insertInto("documents.incoming")
    .values({
      id,
      organisation_id: actor.organisationId,
      state: "registered",
      source: "paper",
      from_organisation_id: null,
      from_code: "",
      from_name: fields.fromName,
      code_number: fields.codeNumber,
      code_notation: fields.codeNotation,
      issued_date: fields.issuedDate,
      type_name: fields.typeName,
      abstract: fields.abstract,
      signer_name: fields.signerName,
      urgency: fields.urgency,
      confidentiality: fields.confidentiality,
      due_date: fields.dueDate,
      paper: true,
      page_amount: null,
      arrived_at: arrivedAt,
      arrival_number: number,
      arrival_year: year,
      registered_at: tx.now,
      registered_by_name: actor.fullName,
      keep_due: input.file ? keepDueAt(tx.now) : null,
      file_sha256: input.file?.sha256 ?? null,
      file_size: input.file?.size ?? null,
      file_name: input.file?.name ?? null,
      verdict: input.verdict,
      verdict_details: input.verdictDetails && JSON.stringify(input.verdictDetails),
      duplicate_of: duplicate?.id ?? null,
    })
    .execute();
  await tell(tx, id, "incoming.register-paper", `Số đến ${number}, ngày ${localDateOf(arrivedAt)}`);
  tx.record({
    action: "documents.register-paper",
    objectKind: "incoming-document",
    objectId: id,
    data: { arrivalNumber: number, file: input.file?.sha256 ?? null },
  });
  tx.emit({
    type: "documents.incoming-moved",
    subjectId: id,
    organisations: [actor.organisationId],
    data: { incomingId: id, action: "register", state: "registered" },
  });
  return { id, arrivalNumber: number };
}

/** A paper that came on an earlier day: the hour is not known, so the middle of that day stands for it. */
function arrivalOf(receivedDate: string | undefined, now: Date): Date {
  return receivedDate === undefined || receivedDate === localDateOf(now)
    ? now
    : instantAt(receivedDate, MIDDAY_MS);
}
