import { Readable } from "node:stream";
import { z } from "zod";
import { assertMay } from "../../core/access/index.ts";
import { localDateOf } from "../../core/calendar/index.ts";
import { Refusal } from "../../core/errors.ts";
import { type Operation, type OperationContext, operation } from "../../core/http/index.ts";
import { type Transaction, transact } from "../../core/transaction/index.ts";
import { answerRequest } from "./incoming/answer-request.ts";
import { assignPerson } from "./incoming/assign-person.ts";
import { completeHandling } from "./incoming/complete-handling.ts";
import { directIncomingDocument } from "./incoming/direct-incoming-document.ts";
import { giveBackPresentedDocument } from "./incoming/give-back-presented-document.ts";
import { getIncoming, type Incoming, subjectOfIncoming } from "./incoming/incoming.ts";
import { INCOMING_STATES } from "./incoming/incoming-states.ts";
import { presentIncomingDocument } from "./incoming/present-incoming-document.ts";
import { refuseIncomingDocument } from "./incoming/refuse-incoming-document.ts";
import { registerIncomingDocument } from "./incoming/register-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "./incoming/register-paper-document.ts";
import { startHandling } from "./incoming/start-handling.ts";
import { mayReadIncoming, READ, WRITE } from "./permissions.ts";
import { listIncoming } from "./registers.ts";
import { TASK_STATES } from "./tasks/task-states.ts";
import { workViews } from "./web/incoming/work-views.ts";
import { recordReading } from "./web/shared/record-reading.ts";

const TAG = "incoming documents";
const byId = z.object({ id: z.uuid() });
const instant = z.iso.datetime({ offset: true });

const summary = z.object({
  id: z.uuid(),
  state: z.enum(INCOMING_STATES),
  arrivedAt: instant,
  arrivalNumber: z.int().nullable(),
  arrivalYear: z.int().nullable(),
  from: z.string(),
  fromCode: z.string(),
  symbol: z.string(),
  issuedDate: z.iso.date(),
  type: z.string(),
  abstract: z.string(),
  urgency: z.int(),
  confidentiality: z.int(),
  signatures: z.enum(["valid-both", "valid-one", "invalid", "unsigned", "unknown"]).nullable(),
  request: z.enum(["recall", "update"]).nullable(),
  duplicateOf: z.uuid().nullable(),
  deadline: instant.nullable(),
});

const card = summary.extend({
  summary: z.string(),
  signer: z.string(),
  dueDate: z.iso.date().nullable(),
  directive: z.string(),
  requestReason: z.string().nullable(),
  refusedReason: z.string().nullable(),
  completedAt: instant.nullable(),
  file: z.object({ sha256: z.string(), size: z.int(), name: z.string() }).nullable(),
  attachments: z.array(z.object({ position: z.int(), name: z.string(), size: z.int(), type: z.string() })),
  assignments: z.array(
    z.object({
      role: z.enum(["lead", "co-operating"]),
      unit: z.string(),
      unitId: z.uuid(),
      person: z.string().nullable(),
      deadline: instant.nullable(),
      id: z.uuid(),
      state: z.enum(TASK_STATES),
      percent: z.int(),
    }),
  ),
});

const listIncomingDocuments = operation({
  id: "listIncomingDocuments",
  method: "get",
  path: "/incoming",
  summary: {
    vi: "Văn bản đến theo việc của mình, mới nhất trước",
    en: "Incoming documents by view of work, newest first",
  },
  tag: TAG,
  scope: READ,
  query: z.object({
    view: z.string().max(20).optional(),
    text: z.string().max(200).optional(),
    state: z.enum(INCOMING_STATES).optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    urgency: z.coerce.number().int().min(0).max(4).optional(),
    after: z.string().max(80).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ view: z.string(), documents: z.array(summary), next: z.string().nullable() }),
  async run({ house, actor }, { query: { view: asked, limit, after, state, text, from, to, urgency } }) {
    const views = workViews(actor);
    const view = views.find((each) => each.key === asked) ?? (asked === undefined ? views[0] : undefined);
    if (!view) {
      const known = views.map((each) => each.key).join(", ");
      throw new Refusal("documents.no-view", 422, {
        vi: `Không có mục này; các mục của bạn: ${known}.`,
        en: `There is no such view; yours are: ${known}.`,
      });
    }
    const states = view.filter.states;
    const page = await listIncoming(
      house.database.queries,
      {
        organisationId: actor.organisationId,
        ...view.filter,
        ...(state === undefined ? {} : { states: states && !states.includes(state) ? ["none"] : [state] }),
        ...(text === undefined ? {} : { text }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(urgency === undefined ? {} : { urgency }),
      },
      { limit, ...(after === undefined ? {} : { after }) },
    );
    return { view: view.key, documents: page.rows.map(summaryOf), next: page.next ?? null };
  },
});

const getIncomingDocument = operation({
  id: "getIncomingDocument",
  method: "get",
  path: "/incoming/{id}",
  summary: {
    vi: "Một văn bản đến với tệp và phân công",
    en: "One incoming document with files and assignments",
  },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: card,
  run: (context, { parameters }) => readCard(context, parameters.id),
});

const getIncomingFile = operation({
  id: "getIncomingFile",
  method: "get",
  path: "/incoming/{id}/file",
  summary: { vi: "Tệp PDF của văn bản đến", en: "The PDF of an incoming document" },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: "file",
  async run(context, { parameters }) {
    const document = await readable(context, parameters.id, "file");
    if (!document.file_sha256) {
      throw new Refusal("documents.no-file", 404, {
        vi: "Văn bản này không có tệp.",
        en: "This document has no file.",
      });
    }
    const content = Readable.toWeb(await context.house.files.read(document.file_sha256));
    return {
      content: content as ReadableStream,
      type: "application/pdf",
      name: document.file_name ?? "van-ban.pdf",
    };
  },
});

const registerPaper = operation({
  id: "registerPaperDocument",
  method: "post",
  path: "/incoming",
  summary: { vi: "Vào sổ một văn bản giấy", en: "Register a document that came on paper" },
  tag: TAG,
  scope: WRITE,
  status: 201,
  body: z.object({
    fromName: z.string(),
    codeNumber: z.string(),
    codeNotation: z.string(),
    issuedDate: z.string(),
    typeName: z.string().optional(),
    abstract: z.string(),
    signerName: z.string().optional(),
    urgency: z.int().optional(),
    confidentiality: z.int().optional(),
    dueDate: z.string().nullable().optional(),
    receivedDate: z.string().optional(),
  }),
  answer: z.object({ id: z.uuid(), arrivalNumber: z.int() }),
  async run(context, { body }) {
    const fields = parsePaperFields(body, localDateOf(new Date()));
    return await write(context, (tx) =>
      registerPaperDocument(tx, context.actor, { fields, file: null, verdict: null, verdictDetails: null }),
    );
  },
});

/** One step of an incoming document: the same use case as the button on its page. */
function step<Body extends z.ZodType>(
  name: string,
  words: { vi: string; en: string },
  body: Body,
  run: (tx: Transaction, context: OperationContext, id: string, input: z.output<Body>) => Promise<unknown>,
): Operation {
  return operation({
    id: `${name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}IncomingDocument`,
    method: "post",
    path: `/incoming/{id}/${name}`,
    summary: words,
    tag: TAG,
    scope: WRITE,
    parameters: byId,
    body,
    answer: card,
    async run(context, { parameters, body: input }) {
      const { id } = parameters;
      await write(context, async (tx) => {
        await run(tx, context, id, z.parse(body, input));
        return { id };
      });
      return await readCard(context, id);
    },
  });
}

const nothing = z.object({}).default({});
const reason = z.object({ reason: z.string() });

/** The machine API of incoming documents. */
export const incomingOperations: readonly Operation[] = [
  listIncomingDocuments,
  getIncomingDocument,
  getIncomingFile,
  registerPaper,
  step("register", { vi: "Tiếp nhận, vào sổ", en: "Register" }, nothing, (tx, { actor }, id) =>
    registerIncomingDocument(tx, actor, id),
  ),
  step("refuse", { vi: "Từ chối, trả lại nơi gửi", en: "Refuse" }, reason, (tx, { actor }, id, input) =>
    refuseIncomingDocument(tx, actor, id, input.reason),
  ),
  step(
    "present",
    { vi: "Trình lãnh đạo", en: "Present to a leader" },
    z.object({ leader: z.uuid().meta({ description: "appointment id" }) }),
    (tx, { actor }, id, { leader }) => presentIncomingDocument(tx, actor, id, leader),
  ),
  step(
    "direct",
    { vi: "Bút phê, phân công", en: "Direct: lead unit, co-operating units, deadline" },
    z.object({
      directive: z.string(),
      leadUnit: z.uuid(),
      cooperatingUnits: z.array(z.uuid()).default([]),
      deadline: instant.nullable().default(null),
      cooperatingDeadline: instant.nullable().default(null),
    }),
    (tx, { actor }, id, { deadline, cooperatingDeadline, ...input }) =>
      directIncomingDocument(tx, actor, {
        id,
        ...input,
        deadline: deadline === null ? null : new Date(deadline),
        cooperatingDeadline: cooperatingDeadline === null ? null : new Date(cooperatingDeadline),
      }),
  ),
  step(
    "give-back",
    { vi: "Chuyển lại văn thư", en: "Give back to the clerk" },
    reason,
    (tx, { actor }, id, input) => giveBackPresentedDocument(tx, actor, id, input.reason),
  ),
  step(
    "assign-person",
    { vi: "Giao người xử lý", en: "Assign a person of the unit" },
    z.object({ unit: z.uuid(), person: z.uuid(), deadline: instant.nullable().default(null) }),
    (tx, { actor }, id, { unit, person, deadline }) =>
      assignPerson(tx, actor, {
        incomingId: id,
        unitId: unit,
        appointmentId: person,
        deadline: deadline === null ? null : new Date(deadline),
      }),
  ),
  step("start", { vi: "Bắt đầu xử lý", en: "Start handling" }, nothing, (tx, { actor }, id) =>
    startHandling(tx, actor, id),
  ),
  step(
    "complete",
    { vi: "Báo hoàn thành", en: "Complete" },
    z.object({ result: z.string() }),
    (tx, { actor }, id, { result }) => completeHandling(tx, actor, id, result),
  ),
  step(
    "answer-request",
    { vi: "Trả lời yêu cầu thu hồi hoặc cập nhật", en: "Answer a recall or update of the sender" },
    z.object({ agree: z.boolean(), reason: z.string().default("") }),
    (tx, { actor }, id, input) => answerRequest(tx, actor, { id, ...input }),
  ),
];

async function write<Result>(
  { house, actor, requestId }: OperationContext,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return await transact(house, { actor, ...(requestId === undefined ? {} : { requestId }) }, work);
}

async function readable({ house, actor }: OperationContext, id: string, what: string): Promise<Incoming> {
  const document = await getIncoming(house.database.queries, id);
  assertMay(actor, mayReadIncoming, await subjectOfIncoming(house.database.queries, document));
  await recordReading(house, actor, {
    kind: "incoming-document",
    id,
    confidentiality: document.confidentiality,
    what,
  });
  return document;
}

async function readCard(context: OperationContext, id: string): Promise<z.input<typeof card>> {
  const document = await readable(context, id, "card");
  const { queries } = context.house.database;
  const [attachments, assignments] = await Promise.all([
    queries
      .selectFrom("documents.attachment")
      .selectAll()
      .where("document_id", "=", id)
      .orderBy("position")
      .execute(),
    queries
      .selectFrom("documents.assignment")
      .selectAll()
      .where("incoming_id", "=", id)
      .orderBy("role", "desc")
      .execute(),
  ]);
  return {
    ...summaryOf(document),
    summary: document.summary,
    signer: [document.signer_position, document.signer_name].filter(Boolean).join(" "),
    dueDate: document.due_date,
    directive: document.directive,
    requestReason: document.request_reason,
    refusedReason: document.refused_reason,
    completedAt: document.completed_at?.toISOString() ?? null,
    file: document.file_sha256
      ? { sha256: document.file_sha256, size: document.file_size ?? 0, name: document.file_name ?? "" }
      : null,
    attachments: attachments.map((file) => ({
      position: file.position,
      name: file.name,
      size: file.file_size,
      type: file.file_type,
    })),
    assignments: assignments.map((each) => ({
      id: each.id,
      role: each.role,
      unit: each.unit_name,
      unitId: each.unit_id,
      person: each.person_name,
      deadline: (each.person_deadline ?? each.deadline)?.toISOString() ?? null,
      state: each.state,
      percent: each.percent,
    })),
  };
}

type Summarised = Pick<
  Incoming,
  | "id"
  | "state"
  | "arrived_at"
  | "arrival_number"
  | "arrival_year"
  | "from_name"
  | "from_code"
  | "symbol"
  | "issued_date"
  | "type_name"
  | "abstract"
  | "urgency"
  | "confidentiality"
  | "verdict"
  | "request"
  | "duplicate_of"
  | "deadline"
>;

function summaryOf(document: Summarised): z.input<typeof summary> {
  return {
    id: document.id,
    state: document.state,
    arrivedAt: document.arrived_at.toISOString(),
    arrivalNumber: document.arrival_number,
    arrivalYear: document.arrival_year,
    from: document.from_name,
    fromCode: document.from_code,
    symbol: document.symbol,
    issuedDate: document.issued_date,
    type: document.type_name,
    abstract: document.abstract,
    urgency: document.urgency,
    confidentiality: document.confidentiality,
    signatures: document.verdict,
    request: document.request,
    duplicateOf: document.duplicate_of,
    deadline: document.deadline?.toISOString() ?? null,
  };
}
