import { assertMay, clearanceOf } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import {
  findAppointment,
  findOrganisations,
  getOrganisation,
  holdersOf,
} from "../../../core/directory/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../../core/errors.ts";
import type { StoredFile } from "../../../core/files/index.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { keepSource } from "../converting/keep-source.ts";
import { tell } from "../history.ts";
import { getIncoming, subjectOfIncoming } from "../incoming/incoming.ts";
import { mayDraft, mayHandle, mayReadOutgoing } from "../permissions.ts";
import { secrecyProblem } from "../secrecy/secrecy.ts";
import { mayActAsSigner, SIGNER_PROBLEMS } from "./authority-of-signer.ts";
import type { DraftFields } from "./draft-fields.ts";
import { addRevision, getOutgoing, type Outgoing, subjectOfOutgoing } from "./outgoing.ts";
import { signingAuthority } from "./signing-authority.ts";

/** A file of the draft, already in the store. */
export interface NamedFile extends StoredFile {
  readonly name: string;
  readonly description?: string;
  /** The Word file this PDF was converted from. */
  readonly source?: NamedFile;
}

export interface CreateDraft {
  readonly fields: DraftFields;
  /** The document itself: a PDF that can be signed. */
  readonly file: NamedFile;
  readonly pageAmount: number;
  readonly attachments: readonly NamedFile[];
}

/**
 * Opens a draft in the author's unit. NĐ 30/2020 Art. 10.
 *
 * @throws FormRefusal when a field does not fit the directory, AccessDeniedError
 */
export async function createDraft(
  tx: Transaction,
  actor: PersonActor,
  input: CreateDraft,
): Promise<{ id: string }> {
  assertMay(actor, mayDraft, { organisationId: actor.organisationId });
  const { fields } = input;
  const resolved = await resolveDraft(tx, actor, fields, actor.unitId);
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.outgoing")
    .values({
      id,
      organisation_id: actor.organisationId,
      unit_id: actor.unitId,
      state: "draft",
      ...columnsOf(fields, resolved),
      drafted_by: actor.appointmentId,
      drafted_by_name: actor.fullName,
      drafted_at: tx.now,
      file_sha256: input.file.sha256,
      file_size: input.file.size,
      file_name: input.file.name,
      page_amount: input.pageAmount,
    })
    .execute();
  await setRecipients(tx, id, resolved.recipients);
  await setAttachments(tx, id, input.attachments);
  await addRevision(tx, id, "draft", input.file);
  await keepSource(tx, id, input.file);
  await tell(tx, id, "outgoing.create");
  tx.record({
    action: "documents.create-draft",
    objectKind: "outgoing-document",
    objectId: id,
    data: { file: input.file.sha256, type: fields.documentType },
  });
  return { id };
}

export interface ResolvedDraft {
  readonly recipients: readonly { readonly id: string; readonly code: string; readonly name: string }[];
  readonly signer: { readonly position: string; readonly name: string; readonly authority: string };
}

/** Looks the draft's references up; what does not exist any more is said beside its field. */
export async function resolveDraft(
  tx: Transaction,
  actor: PersonActor,
  fields: DraftFields,
  unitId: string,
): Promise<ResolvedDraft> {
  const { organisationId } = actor;
  const problems: Record<string, { vi: string; en: string }> = {};
  const type = await tx.queries
    .selectFrom("documents.document_type")
    .select("code")
    .where("code", "=", fields.documentType)
    .executeTakeFirst();
  if (!type) problems.documentType = { vi: "Chọn loại văn bản.", en: "Choose the document type." };
  const today = localDateOf(tx.now);
  const signer = await findAppointment(tx.queries, fields.signer, today);
  const { documentType, signingForm } = fields;
  const matter = { organisationId, unitId, documentType, secret: fields.confidentiality > 0 };
  if (!signer || !(await mayActAsSigner(tx.queries, signer, signingForm, matter, today))) {
    problems.signer = SIGNER_PROBLEMS[signingForm];
  }
  const barred = signer && (await secrecyProblem(tx.queries, [signer], fields.confidentiality, today));
  if (barred) problems.signer = barred;
  if (fields.confidentiality > clearanceOf(actor)) problems.confidentiality = ABOVE_OWN_CLEARANCE;
  const recipients = await findOrganisations(tx.queries, fields.recipients, today);
  if (recipients.length !== new Set(fields.recipients).size) {
    problems.recipients = {
      vi: "Có nơi nhận không còn trong danh bạ. Bỏ chọn và chọn lại.",
      en: "A recipient is no longer in the directory. Choose again.",
    };
  }
  if (fields.confidentiality > 0 && fields.recipients.length > 0) {
    // QĐ 28/2018 Art. 1.2: state secrets never travel on the axis.
    problems.recipients = {
      vi: "Văn bản mật không được gửi qua trục liên thông. Bỏ nơi nhận điện tử; gửi bằng đường văn bản mật.",
      en: "A secret document must not be sent over the axis. Remove the electronic recipients; send it by the secret route.",
    };
  }
  if (fields.affects) {
    const affected = await getOutgoing(tx.queries, fields.affects).catch(() => undefined);
    if (affected?.organisation_id !== organisationId || affected.state !== "issued") {
      problems.affects = {
        vi: "Chỉ cập nhật hoặc thay thế được văn bản đã phát hành của cơ quan mình.",
        en: "Only an issued document of this organisation can be updated or replaced.",
      };
    } else assertMay(actor, mayReadOutgoing, subjectOfOutgoing(affected));
  }
  if (fields.answers) {
    const question = await getIncoming(tx.queries, fields.answers).catch(() => undefined);
    const subject = question && (await subjectOfIncoming(tx.queries, question));
    if (question?.organisation_id !== organisationId || !subject) {
      throw new Refusal("documents.answers-nothing", 404, {
        vi: "Không tìm thấy văn bản đến mà dự thảo này trả lời.",
        en: "The incoming document this draft answers was not found.",
      });
    }
    assertMay(actor, mayHandle, subject);
  }
  if (Object.keys(problems).length > 0 || !signer) throw new FormRefusal(problems);
  const body = await getOrganisation(tx.queries, organisationId, today);
  const leaders = await holdersOf(tx.queries, "leader", organisationId, today);
  const headTitle = leaders.find((leader) => leader.rank === "head")?.title ?? signer.title;
  const inOrder = new Map(fields.recipients.map((id, position) => [id, position]));
  return {
    recipients: [...recipients]
      .sort((a, b) => (inOrder.get(a.id) ?? 0) - (inOrder.get(b.id) ?? 0))
      .map(({ id, code102, code, name }) => ({ id, code: code102 ?? code ?? "", name })),
    signer: { name: signer.fullName, ...signingAuthority(signer, body, headTitle, fields.signingForm) },
  };
}

/** Nobody writes what he may not read. */
const ABOVE_OWN_CLEARANCE: Sentence = {
  vi: "Bạn chưa được tiếp cận văn bản có độ mật này. Lãnh đạo cơ quan quyết định việc đó ở trang Quyền tiếp cận văn bản mật.",
  en: "You may not see documents of this degree. A leader decides that on the page Access to secret documents.",
};

/** The columns that come from what the author filled in. */
export function columnsOf(
  fields: DraftFields,
  resolved: ResolvedDraft,
): Pick<
  Outgoing,
  | "document_type"
  | "abstract"
  | "summary"
  | "urgency"
  | "confidentiality"
  | "due_date"
  | "steering"
  | "paper"
  | "to_places"
  | "signer_appointment"
  | "signer_authority"
  | "signer_position"
  | "signer_name"
  | "business_type"
  | "affects"
  | "business_reason"
  | "answers"
> {
  return {
    document_type: fields.documentType,
    abstract: fields.abstract,
    summary: fields.summary,
    urgency: fields.urgency,
    confidentiality: fields.confidentiality,
    due_date: fields.dueDate,
    steering: fields.steering,
    paper: fields.paper,
    to_places: fields.toPlaces,
    signer_appointment: fields.signer,
    signer_authority: resolved.signer.authority,
    signer_position: resolved.signer.position,
    signer_name: resolved.signer.name,
    business_type: fields.businessType,
    affects: fields.businessType === 0 ? null : fields.affects,
    business_reason: fields.businessReason,
    answers: fields.answers,
  };
}

/** Replaces the receivers of a draft in one statement, in the order given. */
export async function setRecipients(
  tx: Transaction,
  documentId: string,
  recipients: ResolvedDraft["recipients"],
): Promise<void> {
  await tx.queries.deleteFrom("documents.recipient").where("outgoing_id", "=", documentId).execute();
  if (recipients.length === 0) return;
  await tx.queries
    .insertInto("documents.recipient")
    .values(
      recipients.map((recipient, position) => ({
        outgoing_id: documentId,
        organisation_id: recipient.id,
        organ_code: recipient.code,
        organ_name: recipient.name,
        position,
        state_at: tx.now,
      })),
    )
    .execute();
}

export async function setAttachments(
  tx: Transaction,
  documentId: string,
  attachments: readonly NamedFile[],
): Promise<void> {
  await tx.queries.deleteFrom("documents.attachment").where("document_id", "=", documentId).execute();
  if (attachments.length === 0) return;
  await tx.queries
    .insertInto("documents.attachment")
    .values(
      attachments.map((file, position) => ({
        document_id: documentId,
        position,
        name: file.name,
        description: file.description ?? "",
        file_sha256: file.sha256,
        file_size: file.size,
        file_type: file.type,
      })),
    )
    .execute();
}
