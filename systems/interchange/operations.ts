import { z } from "zod";
import { assertMay } from "../../core/access/index.ts";
import { notFound } from "../../core/errors.ts";
import { operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { findMessage, listMessages, type MessageLine, STANDINGS } from "./messages.ts";
import { mayReadMessages, READ, WRITE } from "./permissions.ts";
import { settleMessage } from "./settle-message.ts";
import { scopeOf } from "./web/message-pages.tsx";

const direction = z.enum(["sent", "received"]);
const sentence = z.object({ vi: z.string(), en: z.string() });
const line = z.object({
  direction,
  id: z.uuid(),
  at: z.iso.datetime(),
  kind: z.enum(["edoc", "status"]),
  businessType: z.enum(["new", "recall", "update", "replace"]).nullable(),
  statusCode: z.string().nullable(),
  partners: z.array(z.string()),
  symbol: z.string(),
  subject: z.string(),
  standing: z.enum(STANDINGS),
  result: z.string().nullable(),
  problem: sentence.nullable(),
  alert: z.boolean(),
});
const detail = line.extend({
  from: z.object({ code: z.string(), name: z.string() }),
  to: z.array(z.object({ code: z.string(), name: z.string() })),
  documentId: z.string(),
  axisDocId: z.string().nullable(),
  attempts: z.int(),
  doneAt: z.iso.datetime().nullable(),
  incomingId: z.uuid().nullable(),
  outgoingId: z.uuid().nullable(),
  notes: z.array(sentence.extend({ code: z.string() })),
  edxmlSha256: z.string().nullable(),
});

/** GET /interchange/messages: the list of the page, for programs. */
const listInterchangeMessages = operation({
  id: "listInterchangeMessages",
  method: "get",
  path: "/interchange/messages",
  summary: {
    vi: "Thông điệp gửi và nhận trên trục liên thông, mới nhất trước",
    en: "Messages sent and received over the axis, newest first",
  },
  tag: "interchange",
  scope: READ,
  query: z.object({
    direction: direction.optional(),
    kind: z.enum(["edoc", "status"]).optional(),
    standing: z.enum(STANDINGS).optional(),
    alerts: z.stringbool().optional(),
    words: z.string().max(100).optional(),
    after: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answer: z.object({ messages: z.array(line), next: z.uuid().nullable() }),
  async run({ house, actor }, { query }) {
    const { limit, ...asked } = query;
    const filter = Object.fromEntries(Object.entries(asked).filter(([, given]) => given !== undefined));
    const found = await listMessages(house.database.queries, { ...filter, ...scopeOf(actor) }, limit + 1);
    const messages = found.slice(0, limit).map(lineOf);
    return { messages, next: found.length > limit ? (messages.at(-1)?.id ?? null) : null };
  },
});

const getInterchangeMessage = operation({
  id: "getInterchangeMessage",
  method: "get",
  path: "/interchange/messages/{direction}/{id}",
  summary: { vi: "Một thông điệp trên trục liên thông", en: "One message of the axis" },
  tag: "interchange",
  scope: READ,
  parameters: z.object({ direction, id: z.uuid() }),
  answer: detail,
  async run({ house, actor }, { parameters }) {
    const found = await findMessage(house.database.queries, parameters.direction, parameters.id);
    if (!found) throw notFound();
    assertMay(actor, mayReadMessages, found);
    return {
      ...lineOf(found),
      from: { code: found.fromCode, name: found.fromName },
      to: [...found.to],
      documentId: found.wireId,
      axisDocId: found.axisDocId,
      attempts: found.attempts,
      doneAt: found.doneAt?.toISOString() ?? null,
      incomingId: found.incomingId,
      outgoingId: found.outgoingId,
      notes: found.notes.map((note) => ({ ...note })),
      edxmlSha256: found.sha256,
    };
  },
});

const settleInterchangeMessage = operation({
  id: "settleInterchangeMessage",
  method: "post",
  path: "/interchange/messages/{direction}/{id}/{settlement}",
  summary: {
    vi: "Gửi lại, thử lại (retry) hoặc kết thúc cảnh báo (settle) của một thông điệp",
    en: "Send or try a message again (retry), or end its alert (settle)",
  },
  tag: "interchange",
  scope: WRITE,
  parameters: z.object({ direction, id: z.uuid(), settlement: z.enum(["retry", "settle"]) }),
  answer: z.object({ settled: z.literal(true) }),
  async run({ house, actor, requestId }, { parameters }) {
    await transact(house, requestId === undefined ? { actor } : { actor, requestId }, (tx) =>
      settleMessage(tx, actor, parameters),
    );
    return { settled: true as const };
  },
});

export const operations = [listInterchangeMessages, getInterchangeMessage, settleInterchangeMessage];

function lineOf(message: MessageLine): z.input<typeof line> {
  const { problemVi, problemEn } = message;
  return {
    direction: message.direction,
    id: message.id,
    at: message.at.toISOString(),
    kind: message.kind,
    businessType: message.businessType,
    statusCode: message.statusCode,
    partners: [...message.partners],
    symbol: message.symbol,
    subject: message.subject,
    standing: message.standing,
    result: message.result,
    problem: problemVi === null || problemEn === null ? null : { vi: problemVi, en: problemEn },
    alert: message.alert,
  };
}
