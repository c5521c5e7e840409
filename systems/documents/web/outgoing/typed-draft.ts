import { FormRefusal, type Sentence } from "../../../../core/errors.ts";
import { type Form, value, values } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { expandRecipients, formatDate, parseTypedDate } from "../../../../core/ui/index.ts";
import type { NamedFile } from "../../outgoing/create-draft.ts";
import { type DraftFields, parseDraftFields } from "../../outgoing/draft-fields.ts";
import { fileToken, readFileToken } from "../../outgoing/file-token.ts";
import { isUuid, type Outgoing } from "../../outgoing/outgoing.ts";
import type { SigningForm } from "../../outgoing/signing-authority.ts";
import type { DraftChoices } from "./draft-choices.ts";

/** A draft as it stands in the form: texts as typed, files already in the store with the ticket that keeps them. */
export interface TypedDraft {
  readonly documentType: string;
  readonly abstract: string;
  readonly summary: string;
  readonly recipients: readonly string[];
  /** Words looked for in the directory of the whole country. */
  readonly find: string;
  readonly urgency: string;
  readonly confidentiality: string;
  readonly dueDate: string;
  readonly steering: string;
  readonly paper: boolean;
  readonly signer: string;
  /** own, by-order, by-authority. */
  readonly signingForm: string;
  readonly toPlaces: string;
  readonly answers: string;
  readonly businessType: string;
  readonly affects: string;
  readonly businessReason: string;
  readonly file: KeptDraftFile | undefined;
  readonly attachments: readonly KeptDraftFile[];
}

export interface KeptDraftFile extends NamedFile {
  readonly token: string;
}

export const EMPTY_DRAFT: TypedDraft = {
  documentType: "",
  abstract: "",
  summary: "",
  recipients: [],
  find: "",
  urgency: "0",
  confidentiality: "0",
  dueDate: "",
  steering: "0",
  paper: false,
  signer: "",
  signingForm: "own",
  toPlaces: "",
  answers: "",
  businessType: "0",
  affects: "",
  businessReason: "",
  file: undefined,
  attachments: [],
};

/** Reads the posted form. Recipients are left as ticked; `withRecipients` expands groups and branches. */
export function readTypedDraft(house: House, actor: PersonActor, form: Form): TypedDraft {
  const keep = (file: NamedFile): KeptDraftFile => ({
    ...file,
    token: fileToken(house, actor.personId, file),
  });
  const kept = (name: string): KeptDraftFile[] =>
    values(form, name).flatMap((token) => {
      const file = readFileToken(house, actor.personId, token);
      return file ? [keep(file)] : [];
    });
  const sent = form.files.get("file") ?? [];
  return {
    documentType: value(form, "documentType"),
    abstract: value(form, "abstract").replace(/\s+/g, " "),
    summary: value(form, "summary"),
    recipients: values(form, "recipients"),
    find: value(form, "find").slice(0, 100),
    urgency: value(form, "urgency") || "0",
    confidentiality: value(form, "confidentiality") || "0",
    dueDate: value(form, "dueDate"),
    steering: value(form, "steering") || "0",
    paper: value(form, "paper") === "yes",
    signer: value(form, "signer"),
    signingForm: value(form, "signingForm") || "own",
    toPlaces: value(form, "toPlaces"),
    answers: value(form, "answers"),
    businessType: value(form, "businessType") || "0",
    affects: value(form, "affects"),
    businessReason: value(form, "businessReason"),
    file: sent[0] ? keep(sent[0]) : kept("fileKept")[0],
    attachments: [...kept("attachmentsKept"), ...(form.files.get("attachments") ?? []).map(keep)],
  };
}

/** Ticked units, groups and branches as one list; units of other provinces and ministries keep their place at the end. */
export function withRecipients<Typed extends Pick<TypedDraft, "recipients">>(
  typed: Typed,
  form: Form,
  choices: DraftChoices,
): Typed {
  const inside = expandRecipients(
    {
      units: typed.recipients,
      groups: values(form, "recipientsGroup"),
      branches: values(form, "recipientsBranch"),
    },
    choices.tree,
    choices.groups,
  );
  const outside = typed.recipients.filter((id) => isUuid(id) && !inside.includes(id) && !choices.own.has(id));
  return { ...typed, recipients: [...inside, ...new Set(outside)] };
}

/** A stored draft as the form shows it. */
export function typedOf(
  house: House,
  actor: PersonActor,
  document: Outgoing,
  recipients: readonly string[],
  attachments: readonly NamedFile[],
): TypedDraft {
  const keep = (file: NamedFile): KeptDraftFile => ({
    ...file,
    token: fileToken(house, actor.personId, file),
  });
  return {
    documentType: document.document_type,
    abstract: document.abstract,
    summary: document.summary,
    recipients,
    find: "",
    urgency: String(document.urgency),
    confidentiality: String(document.confidentiality),
    dueDate: document.due_date === null ? "" : formatDate(document.due_date),
    steering: String(document.steering),
    paper: document.paper,
    signer: document.signer_appointment,
    signingForm: formOf(document.signer_authority),
    toPlaces: document.to_places.join("\n"),
    answers: document.answers ?? "",
    businessType: String(document.business_type),
    affects: document.affects ?? "",
    businessReason: document.business_reason,
    file: keep({
      sha256: document.file_sha256,
      size: document.file_size,
      type: "application/pdf",
      name: document.file_name,
    }),
    attachments: attachments.map(keep),
  };
}

/** The form of signing is part of the printed authority. */
function formOf(authority: string): SigningForm {
  if (authority.startsWith("TL.")) return "by-order";
  return authority.startsWith("TUQ.") ? "by-authority" : "own";
}

/**
 * Checks everything of the form that can be checked without the directory.
 * @throws FormRefusal with a sentence for every wrong field at once
 */
export function fieldsOf(typed: TypedDraft): DraftFields {
  const dueDate = typed.dueDate === "" ? null : parseTypedDate(typed.dueDate);
  const problems: Record<string, Sentence> = {};
  if (dueDate === undefined) {
    problems.dueDate = {
      vi: `"${typed.dueDate}" không phải là một ngày. Nhập ngày/tháng/năm, ví dụ 04/03/2022.`,
      en: `"${typed.dueDate}" is not a day. Type day/month/year, for example 04/03/2022.`,
    };
  }
  if (!typed.file) {
    problems.file = {
      vi: "Chọn tệp Word hoặc PDF của văn bản.",
      en: "Choose the Word or PDF file of the document.",
    };
  }
  try {
    const fields = parseDraftFields({
      documentType: typed.documentType,
      abstract: typed.abstract,
      summary: typed.summary,
      recipients: typed.recipients,
      urgency: typed.urgency,
      confidentiality: typed.confidentiality,
      dueDate: dueDate ?? null,
      steering: typed.steering,
      paper: typed.paper,
      signer: typed.signer,
      signingForm: typed.signingForm,
      toPlaces: typed.toPlaces
        .split("\n")
        .map((line) => line.trim().replace(/^[-–]\s*|[;.]$/g, ""))
        .filter((line) => line !== ""),
      answers: typed.answers === "" ? null : typed.answers,
      businessType: Number(typed.businessType),
      affects: typed.affects === "" ? null : typed.affects,
      businessReason: typed.businessReason,
    });
    if (Object.keys(problems).length === 0) return fields;
  } catch (error) {
    if (!(error instanceof FormRefusal)) throw error;
    Object.assign(problems, { ...error.problems, ...problems });
  }
  throw new FormRefusal(problems);
}
