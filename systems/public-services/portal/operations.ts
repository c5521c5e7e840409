import { z } from "zod";
import { assertMay } from "../../../core/access/index.ts";
import { notFound } from "../../../core/errors.ts";
import { operation } from "../../../core/http/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import { resendAll, resendMessage } from "./corrections/resend.ts";
import { findMessage, listMessages, PORTAL_SORTS, type PortalLine } from "./messages.ts";
import { mayReadPortal, READ, WRITE } from "./permissions.ts";
import { MESSAGE_KINDS, STANDINGS } from "./tables.ts";
import { bodyOf } from "./web/list-page.tsx";

const line = z.object({
  id: z.uuid(),
  dossierId: z.uuid(),
  code: z.string(),
  procedureCode: z.string(),
  procedureName: z.string(),
  kind: z.enum(MESSAGE_KINDS),
  state: z.int().min(1).max(10),
  action: z.string(),
  happenedAt: z.iso.datetime(),
  standing: z.enum(STANDINGS),
  tries: z.int(),
  problem: z.string().nullable(),
});

/** GET /portal/messages: the list of the page, for programs; nothing of the citizen. */
const listPortalMessages = operation({
  id: "listPortalMessages",
  method: "get",
  path: "/portal/messages",
  summary: {
    vi: "Bản ghi gửi lên Cổng Dịch vụ công quốc gia",
    en: "Records sent to the national service portal",
  },
  tag: "portal",
  scope: READ,
  query: z.object({
    standing: z.enum(STANDINGS).optional(),
    kind: z.enum(MESSAGE_KINDS).optional(),
    state: z.coerce.number().int().min(1).max(10).optional(),
    text: z.string().max(200).optional(),
    sort: z.enum(PORTAL_SORTS).default("newest"),
    after: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answer: z.object({ messages: z.array(line), next: z.uuid().nullable() }),
  async run({ house, actor }, { query }) {
    const organisationId = bodyOf(actor);
    const { limit, sort, after, ...asked } = query;
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    const page = await listMessages(house.database.queries, {
      limit,
      sort,
      filter: { ...given, ...(organisationId === undefined ? {} : { organisationId }) },
      ...(after === undefined ? {} : { after }),
    });
    return { messages: page.rows.map(lineOf), next: page.next ?? null };
  },
});

const getPortalMessage = operation({
  id: "getPortalMessage",
  method: "get",
  path: "/portal/messages/{id}",
  summary: { vi: "Một bản ghi gửi lên Cổng", en: "One record sent to the portal" },
  tag: "portal",
  scope: READ,
  parameters: z.object({ id: z.uuid() }),
  answer: line,
  async run({ house, actor }, { parameters }) {
    const found = await findMessage(house.database.queries, parameters.id);
    if (!found) throw notFound();
    assertMay(actor, mayReadPortal, { organisationId: found.organisationId });
    return lineOf(found);
  },
});

const resendPortalMessage = operation({
  id: "resendPortalMessage",
  method: "post",
  path: "/portal/messages/{id}/resend",
  summary: { vi: "Gửi lại một bản ghi bị từ chối", en: "Send a refused record again" },
  tag: "portal",
  scope: WRITE,
  parameters: z.object({ id: z.uuid() }),
  answer: z.object({ sent: z.literal(1) }),
  async run({ house, actor, requestId }, { parameters }) {
    await transact(house, requestId === undefined ? { actor } : { actor, requestId }, (tx) =>
      resendMessage(tx, actor, parameters.id),
    );
    return { sent: 1 as const };
  },
});

const resendPortalMessages = operation({
  id: "resendPortalMessages",
  method: "post",
  path: "/portal/resend",
  summary: { vi: "Gửi lại tất cả bản ghi bị từ chối", en: "Send all refused records again" },
  tag: "portal",
  scope: WRITE,
  answer: z.object({ sent: z.int() }),
  async run({ house, actor, requestId }) {
    const organisationId = bodyOf(actor);
    const sent = await transact(house, requestId === undefined ? { actor } : { actor, requestId }, (tx) =>
      resendAll(tx, actor, organisationId),
    );
    return { sent };
  },
});

export const operations = [listPortalMessages, getPortalMessage, resendPortalMessage, resendPortalMessages];

function lineOf(message: PortalLine): z.input<typeof line> {
  return {
    id: message.id,
    dossierId: message.dossierId,
    code: message.code,
    procedureCode: message.procedureCode,
    procedureName: message.procedureName,
    kind: message.kind,
    state: message.state,
    action: message.action,
    happenedAt: message.happenedAt.toISOString(),
    standing: message.standing,
    tries: message.tries,
    problem: message.problem,
  };
}
