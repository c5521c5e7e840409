/** Outgoing documents for programs: the same use cases with the same rights as the pages. */
import { Readable } from "node:stream";
import { z } from "zod";
import { assertMay } from "../../core/access/index.ts";
import { localDateOf } from "../../core/calendar/index.ts";
import { searchOrganisations } from "../../core/directory/index.ts";
import { FormRefusal, notFound, Refusal } from "../../core/errors.ts";
import { FileTooLargeError } from "../../core/files/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import type { House } from "../../core/system.ts";
import type { PersonActor } from "../../core/transaction/index.ts";
import { composingOperations } from "./operations-composing.ts";
import { byId, inTransaction, moved, movedAnswer, outgoingSteps, TAG } from "./operations-outgoing-steps.ts";
import { allowedActions } from "./outgoing/allowed-actions.ts";
import { createDraft, type NamedFile } from "./outgoing/create-draft.ts";
import { draftFieldsSchema, parseDraftFields } from "./outgoing/draft-fields.ts";
import { editDraft } from "./outgoing/edit-draft.ts";
import { fileToken, readFileToken } from "./outgoing/file-token.ts";
import { assertFitsMessage, inspectDraftFile, largestContent } from "./outgoing/inspect-draft-file.ts";
import { listOutgoingWork, WORK_TABS } from "./outgoing/list-outgoing-work.ts";
import { getOutgoing, type Outgoing, subjectOfOutgoing } from "./outgoing/outgoing.ts";
import { OUTGOING_ACTIONS, OUTGOING_STATES } from "./outgoing/outgoing-states.ts";
import {
  attachmentsOf,
  fileNameOf,
  recipientsOf,
  signerOptions,
  verdictOf,
} from "./outgoing/read-outgoing.ts";
import { RECIPIENT_STATES } from "./outgoing/recipient-states.ts";
import { mayDraft, mayReadOutgoing, READ, WRITE } from "./permissions.ts";
import { recordReading } from "./web/shared/record-reading.ts";

const fileRef = z.string().min(1).max(2000).describe("`file` of POST /files");

const draftBody = z.object({
  ...draftFieldsSchema.shape,
  file: fileRef.describe("The PDF of the document, sent before with POST /files"),
  attachments: z.array(fileRef).max(50).default([]),
});

const summary = z.object({
  id: z.uuid(),
  state: z.enum(OUTGOING_STATES),
  symbol: z.string().nullable(),
  issuedDate: z.string().nullable(),
  documentType: z.string(),
  abstract: z.string(),
  urgency: z.number().int(),
  confidentiality: z.number().int(),
  dueDate: z.string().nullable(),
  signer: z.string(),
  draftedBy: z.string(),
  draftedAt: z.iso.datetime(),
  issuedAt: z.iso.datetime().nullable(),
  recipients: z.number().int(),
});

const detail = z.object({
  id: z.uuid(),
  version: z.number().int().describe("Send it back with PUT: a change by somebody else is then noticed"),
  state: z.enum(OUTGOING_STATES),
  symbol: z.string().nullable(),
  issuedDate: z.string().nullable(),
  documentType: z.string(),
  abstract: z.string(),
  summary: z.string(),
  urgency: z.number().int(),
  confidentiality: z.number().int(),
  dueDate: z.string().nullable(),
  signer: z.object({ appointment: z.uuid(), name: z.string(), position: z.string(), authority: z.string() }),
  draftedBy: z.string(),
  businessType: z.number().int(),
  affects: z.uuid().nullable(),
  answers: z.uuid().nullable(),
  toPlaces: z.array(z.string()),
  recipients: z.array(
    z.object({
      organisation: z.uuid(),
      code: z.string(),
      name: z.string(),
      state: z.enum(RECIPIENT_STATES),
      since: z.iso.datetime(),
      description: z.string(),
    }),
  ),
  file: z.object({ name: z.string(), sha256: z.string(), size: z.number().int(), pages: z.number().int() }),
  attachments: z.array(z.object({ name: z.string(), sha256: z.string(), size: z.number().int() })),
  verdict: z
    .object({ status: z.string(), vi: z.string(), en: z.string() })
    .nullable()
    .describe("Of the signatures on the file; null before the first one"),
  actions: z.array(z.enum(OUTGOING_ACTIONS)).describe("What you may do with it now"),
});

const uploadFile = operation({
  id: "uploadFile",
  method: "post",
  path: "/files",
  summary: { vi: "Gửi một tệp để dùng trong dự thảo", en: "Send a file to be used in a draft" },
  tag: TAG,
  scope: WRITE,
  query: z.object({ name: z.string().trim().min(1).max(150) }),
  upload: 100 * 1024 * 1024,
  answer: z.object({
    file: z.string().describe("Hand this in as `file` or in `attachments`; yours alone, for 14 days"),
    sha256: z.string(),
    size: z.number().int(),
    type: z.string(),
  }),
  status: 201,
  async run({ house, actor }, { query, content }) {
    assertMay(actor, mayDraft, { organisationId: actor.organisationId });
    try {
      const stored = await house.files.put(content ?? Readable.from([]), { maxBytes: largestContent(house) });
      const file = { ...stored, name: query.name.normalize("NFC").replace(/[\p{Cc}/\\]/gu, "_") };
      const { sha256, size, type } = stored;
      return { file: fileToken(house, actor.personId, file), sha256, size, type };
    } catch (error) {
      if (!(error instanceof FileTooLargeError)) throw error;
      throw new Refusal("files.too-large", 413, {
        vi: "Tệp lớn hơn mức một văn bản được mang.",
        en: "The file is larger than one message may carry.",
      });
    }
  },
});

const findReceivers = operation({
  id: "searchRecipients",
  method: "get",
  path: "/organisations",
  summary: { vi: "Tìm cơ quan để làm nơi nhận", en: "Find organisations to send to" },
  tag: TAG,
  scope: READ,
  query: z.object({
    q: z.string().min(1).max(200),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answer: z.object({
    organisations: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        parent: z.string().nullable(),
        code: z.string().nullable().describe("QĐ 20/2020"),
        code102: z.string().nullable().describe("QCVN 102:2016"),
      }),
    ),
  }),
  async run({ house }, { query }) {
    const found = await searchOrganisations(house.database.queries, query.q, {
      asOf: localDateOf(new Date()),
      limit: query.limit,
    });
    return {
      organisations: found.map(({ id, name, parentName, code, code102 }) => ({
        id,
        name,
        parent: parentName,
        code,
        code102,
      })),
    };
  },
});

const listSigners = operation({
  id: "listSigners",
  method: "get",
  path: "/outgoing/signers",
  summary: { vi: "Người có thể ký văn bản của cơ quan", en: "Who may sign for your organisation" },
  tag: TAG,
  scope: READ,
  answer: z.object({ signers: z.array(z.object({ appointment: z.uuid(), name: z.string() })) }),
  async run({ house, actor }) {
    const signers = await signerOptions(house.database.queries, actor.organisationId);
    return { signers: signers.map(({ value, label }) => ({ appointment: value, name: label })) };
  },
});

const createOutgoing = operation({
  id: "createDraft",
  method: "post",
  path: "/outgoing",
  summary: { vi: "Tạo dự thảo văn bản đi", en: "Open a draft" },
  tag: TAG,
  scope: WRITE,
  body: draftBody,
  answer: z.object({ id: z.uuid() }),
  status: 201,
  async run(context, { body }) {
    const { house, actor } = context;
    const { file, attachments, fields } = await draftOf(house, actor, body);
    return await inTransaction(context, (tx) =>
      createDraft(tx, actor, { fields, file, pageAmount: file.pageAmount, attachments }),
    );
  },
});

const updateOutgoing = operation({
  id: "editDraft",
  method: "put",
  path: "/outgoing/{id}",
  summary: { vi: "Sửa dự thảo", en: "Change a draft" },
  tag: TAG,
  scope: WRITE,
  parameters: byId,
  body: draftBody.extend({
    version: z.number().int().positive(),
    file: fileRef.optional().describe("A new PDF; absent = the PDF stays"),
    attachments: z.array(fileRef).max(50).optional().describe("Absent = unchanged"),
  }),
  answer: moved,
  async run(context, { parameters, body }) {
    const { house, actor } = context;
    const file = body.file === undefined ? undefined : await draftFile(house, actor, body.file);
    const attachments = body.attachments?.map((token) => storedFile(house, actor, token, "attachments"));
    assertFitsMessage(house, [...(file ? [file] : []), ...(attachments ?? [])]);
    const document = await inTransaction(context, (tx) =>
      editDraft(tx, actor, {
        id: parameters.id,
        version: body.version,
        fields: parseDraftFields(body),
        ...(file ? { file } : {}),
        ...(attachments ? { attachments } : {}),
      }),
    );
    return movedAnswer(document);
  },
});

const listOutgoing = operation({
  id: "listOutgoing",
  method: "get",
  path: "/outgoing",
  summary: { vi: "Danh sách văn bản đi", en: "List outgoing documents" },
  tag: TAG,
  scope: READ,
  query: z.object({
    tab: z.enum(WORK_TABS).default("todo").describe("todo = waits for you; all = clerks and leaders only"),
    text: z.string().max(300).optional(),
    state: z.enum(OUTGOING_STATES).optional(),
    documentType: z.string().max(10).optional(),
    urgency: z.coerce.number().int().min(0).max(4).optional(),
    from: z.iso.date().optional(),
    after: z.string().max(200).optional().describe("`next` of the page before"),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ documents: z.array(summary), next: z.string().nullable() }),
  async run({ house, actor }, { query }) {
    const { tab, after, limit, text, state, documentType, urgency, from } = query;
    const page = await listOutgoingWork(
      house.database.queries,
      actor,
      tab,
      {
        ...(text === undefined ? {} : { text }),
        ...(state === undefined ? {} : { state }),
        ...(documentType === undefined ? {} : { documentType }),
        ...(urgency === undefined ? {} : { urgency }),
        ...(from === undefined ? {} : { from }),
      },
      { limit, ...(after === undefined ? {} : { after }) },
    );
    return {
      next: page.next ?? null,
      documents: page.rows.map((row) => ({
        id: row.id,
        state: row.state,
        symbol: row.code_number_text === null ? null : `${row.code_number_text}/${row.code_notation ?? ""}`,
        issuedDate: row.issued_date,
        documentType: row.document_type,
        abstract: row.abstract,
        urgency: row.urgency,
        confidentiality: row.confidentiality,
        dueDate: row.due_date,
        signer: row.signer_name,
        draftedBy: row.drafted_by_name,
        draftedAt: row.drafted_at.toISOString(),
        issuedAt: row.issued_at?.toISOString() ?? null,
        recipients: row.recipient_count,
      })),
    };
  },
});

const readOutgoing = operation({
  id: "getOutgoing",
  method: "get",
  path: "/outgoing/{id}",
  summary: {
    vi: "Một văn bản đi với trạng thái từng nơi nhận",
    en: "One document with the state of every receiver",
  },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: detail,
  async run({ house, actor }, { parameters }) {
    const document = await readable(house, actor, parameters.id, "api");
    const queries = house.database.queries;
    const verdict = await verdictOf(house, document);
    const recipients = await recipientsOf(queries, document.id);
    const attachments = await attachmentsOf(queries, document.id);
    return {
      id: document.id,
      version: document.version,
      state: document.state,
      symbol: document.symbol,
      issuedDate: document.issued_date,
      documentType: document.document_type,
      abstract: document.abstract,
      summary: document.summary,
      urgency: document.urgency,
      confidentiality: document.confidentiality,
      dueDate: document.due_date,
      signer: {
        appointment: document.signer_appointment,
        name: document.signer_name,
        position: document.signer_position,
        authority: document.signer_authority,
      },
      draftedBy: document.drafted_by_name,
      businessType: document.business_type,
      affects: document.affects,
      answers: document.answers,
      toPlaces: document.to_places,
      recipients: recipients.map((each) => ({
        organisation: each.organisation_id,
        code: each.organ_code,
        name: each.organ_name,
        state: each.state,
        since: each.state_at.toISOString(),
        description: each.description,
      })),
      file: {
        name: fileNameOf(document),
        sha256: document.file_sha256,
        size: Number(document.file_size),
        pages: document.page_amount,
      },
      attachments: attachments.map(({ name, sha256, size }) => ({ name, sha256, size })),
      verdict: verdict ? { status: verdict.status, ...verdict.sentence } : null,
      actions: [...allowedActions(actor, document)],
    };
  },
});

const downloadFile = operation({
  id: "getOutgoingFile",
  method: "get",
  path: "/outgoing/{id}/file",
  summary: { vi: "Tệp PDF của văn bản", en: "The PDF of the document" },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: "file",
  async run({ house, actor }, { parameters }) {
    const document = await readable(house, actor, parameters.id, "api file");
    return await fileAnswer(house, {
      sha256: document.file_sha256,
      name: fileNameOf(document),
      type: "application/pdf",
    });
  },
});

const downloadAttachment = operation({
  id: "getOutgoingAttachment",
  method: "get",
  path: "/outgoing/{id}/attachments/{position}",
  summary: { vi: "Tệp kèm theo, đánh số từ 0", en: "An attachment, counted from 0" },
  tag: TAG,
  scope: READ,
  parameters: byId.extend({ position: z.coerce.number().int().min(0).max(1000) }),
  answer: "file",
  async run({ house, actor }, { parameters }) {
    const document = await readable(house, actor, parameters.id, "api attachment");
    const file = (await attachmentsOf(house.database.queries, document.id))[parameters.position];
    if (!file) throw notFound();
    return await fileAnswer(house, file);
  },
});

export const outgoingOperations: readonly Operation[] = [
  uploadFile,
  findReceivers,
  listSigners,
  createOutgoing,
  ...composingOperations,
  updateOutgoing,
  listOutgoing,
  readOutgoing,
  downloadFile,
  downloadAttachment,
  ...outgoingSteps,
];

async function readable(house: House, actor: PersonActor, id: string, what: string): Promise<Outgoing> {
  const document = await getOutgoing(house.database.queries, id);
  assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
  const { confidentiality } = document;
  await recordReading(house, actor, { kind: "outgoing-document", id, confidentiality, what });
  return document;
}

async function draftOf(house: House, actor: PersonActor, body: z.output<typeof draftBody>) {
  const fields = parseDraftFields(body);
  const file = await draftFile(house, actor, body.file);
  const attachments = body.attachments.map((token) => storedFile(house, actor, token, "attachments"));
  assertFitsMessage(house, [file, ...attachments]);
  return { fields, file, attachments };
}

async function draftFile(house: House, actor: PersonActor, token: string) {
  return await inspectDraftFile(house, storedFile(house, actor, token, "file"));
}

/** @throws FormRefusal on the field when the ticket is not one of this person's */
function storedFile(house: House, actor: PersonActor, token: string, field: string): NamedFile {
  const file = readFileToken(house, actor.personId, token);
  if (file) return file;
  throw new FormRefusal({
    [field]: {
      vi: "Mã tệp không đúng, đã quá 14 ngày hoặc của người khác. Gửi lại tệp bằng POST /files.",
      en: "This file reference is wrong, older than 14 days or somebody else's. Send the file again with POST /files.",
    },
  });
}

async function fileAnswer(house: House, file: { sha256: string; name: string; type: string }) {
  const content = Readable.toWeb(await house.files.read(file.sha256));
  return { content: content as ReadableStream, name: file.name, type: file.type };
}
