/** Closing of registers for programs. */
import { z } from "zod";
import { assertMay, may } from "../../core/access/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { askClosing } from "./closing/ask-closing.ts";
import { CLOSING_STATES } from "./closing/closing-states.ts";
import { type Closing, getClosing, listClosings, notesOf, subjectOfClosing } from "./closing/closings.ts";
import { confirmClosing, returnClosing } from "./closing/decide-closing.ts";
import { noteCorrection } from "./closing/note-correction.ts";
import { mayReadClosing } from "./closing/permissions.ts";
import { READ, WRITE } from "./permissions.ts";
import { BOOKS } from "./register-books.ts";

const TAG = "registers";
const byId = z.object({ id: z.uuid() });
const kept = z.object({ sha256: z.string(), size: z.int() }).nullable();

const closing = z.object({
  id: z.uuid(),
  book: z.enum(BOOKS),
  secret: z.boolean(),
  year: z.int(),
  state: z.enum(CLOSING_STATES),
  askedBy: z.string(),
  askedAt: z.iso.datetime({ offset: true }),
  entries: z.int().nullable(),
  firstNumber: z.int().nullable(),
  lastNumber: z.int().nullable(),
  pdf: kept,
  xlsx: kept,
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime({ offset: true }).nullable(),
  returnReason: z.string().nullable(),
});

const listBookClosings = operation({
  id: "listBookClosings",
  method: "get",
  path: "/registers/closings",
  summary: { vi: "Các lần khóa sổ của cơ quan", en: "Closings of the organisation's registers" },
  tag: TAG,
  scope: READ,
  answer: z.object({ closings: z.array(closing) }),
  async run({ house, actor }) {
    const { organisationId } = actor;
    assertMay(actor, mayReadClosing, { organisationId, secret: false });
    const withSecret = may(actor, mayReadClosing, { organisationId, secret: true });
    const found = await listClosings(house.database.queries, organisationId, withSecret);
    return { closings: found.map(answerOf) };
  },
});

const getBookClosing = operation({
  id: "getBookClosing",
  method: "get",
  path: "/registers/closings/{id}",
  summary: { vi: "Một lần khóa sổ với các đính chính", en: "One closing with its corrections" },
  tag: TAG,
  scope: READ,
  parameters: byId,
  answer: closing.extend({
    corrections: z.array(z.object({ line: z.string(), correction: z.string(), by: z.string() })),
  }),
  async run({ house, actor }, { parameters }) {
    const { queries } = house.database;
    const found = await getClosing(queries, actor.organisationId, parameters.id);
    assertMay(actor, mayReadClosing, subjectOfClosing(found));
    const notes = await notesOf(queries, found.id);
    return {
      ...answerOf(found),
      corrections: notes.map((note) => ({ line: note.line, correction: note.correction, by: note.by_name })),
    };
  },
});

const closeBook = operation({
  id: "closeBook",
  method: "post",
  path: "/registers/closings",
  summary: { vi: "Khóa sổ của năm đã hết, chờ lãnh đạo xác nhận", en: "Close the register of a past year" },
  tag: TAG,
  scope: WRITE,
  status: 201,
  body: z.object({ book: z.enum(BOOKS), secret: z.boolean().default(false), year: z.int() }),
  answer: byId,
  async run({ house, actor, requestId }, { body }) {
    const id = await transact(house, { actor, ...(requestId === undefined ? {} : { requestId }) }, (tx) =>
      askClosing(tx, actor, body),
    );
    return { id };
  },
});

const decideBookClosing = operation({
  id: "decideBookClosing",
  method: "post",
  path: "/registers/closings/{id}/decision",
  summary: {
    vi: "Lãnh đạo xác nhận khóa sổ hoặc trả lại",
    en: "A leader confirms the closing or returns it",
  },
  tag: TAG,
  scope: WRITE,
  parameters: byId,
  body: z.discriminatedUnion("decision", [
    z.object({ decision: z.literal("confirm"), pdfSha256: z.string() }),
    z.object({ decision: z.literal("return"), reason: z.string() }),
  ]),
  answer: closing,
  async run({ house, actor, requestId }, { parameters: { id }, body }) {
    const options = { actor, ...(requestId === undefined ? {} : { requestId }) };
    await transact(house, options, async (tx) => {
      if (body.decision === "confirm") await confirmClosing(tx, actor, id, body.pdfSha256);
      else await returnClosing(tx, actor, id, body.reason);
      return { id };
    });
    return answerOf(await getClosing(house.database.queries, actor.organisationId, id));
  },
});

const noteBookCorrection = operation({
  id: "noteBookCorrection",
  method: "post",
  path: "/registers/closings/{id}/corrections",
  summary: { vi: "Đính chính một dòng của sổ đã khóa", en: "Note a correction to a closed register" },
  tag: TAG,
  scope: WRITE,
  status: 201,
  parameters: byId,
  body: z.object({ line: z.string(), correction: z.string() }),
  answer: byId,
  async run({ house, actor, requestId }, { parameters, body }) {
    const id = await transact(house, { actor, ...(requestId === undefined ? {} : { requestId }) }, (tx) =>
      noteCorrection(tx, actor, { closingId: parameters.id, ...body }),
    );
    return { id };
  },
});

/** The machine API of closed registers. */
export const bookOperations: readonly Operation[] = [
  listBookClosings,
  getBookClosing,
  closeBook,
  decideBookClosing,
  noteBookCorrection,
];

function answerOf(row: Closing): z.input<typeof closing> {
  const fileOf = (sha256: string | null, size: number | null) =>
    sha256 === null || size === null ? null : { sha256, size };
  return {
    id: row.id,
    book: row.book,
    secret: row.secret,
    year: row.year,
    state: row.state,
    askedBy: row.asked_by_name,
    askedAt: row.asked_at.toISOString(),
    entries: row.entries,
    firstNumber: row.first_number,
    lastNumber: row.last_number,
    pdf: fileOf(row.pdf_sha256, row.pdf_size),
    xlsx: fileOf(row.xlsx_sha256, row.xlsx_size),
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at?.toISOString() ?? null,
    returnReason: row.return_reason,
  };
}
