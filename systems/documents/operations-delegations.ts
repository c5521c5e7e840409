/** Delegations for programs (NĐ 30/2020 Art. 13). */
import { z } from "zod";
import {
  type Delegation,
  delegationsFor,
  endDelegation,
  giveDelegation,
} from "../../core/directory/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { DELEGATION_KINDS, transact } from "../../core/transaction/index.ts";
import { namedTypes } from "./delegating/named-types.ts";

const TAG = "delegations";

const shown = z.object({
  id: z.uuid(),
  from: z.object({ appointment: z.uuid(), name: z.string(), title: z.string() }),
  to: z.object({ appointment: z.uuid(), name: z.string(), title: z.string() }),
  kinds: z.array(z.enum(DELEGATION_KINDS)),
  documentTypes: z.array(z.string()).describe("Codes; empty = every type"),
  units: z.array(z.uuid()).describe("Inner units; empty = every unit"),
  basis: z.string(),
  begins: z.iso.date(),
  ends: z.iso.date().describe("Last day"),
  endedAt: z.iso.datetime({ offset: true }).nullable().describe("Ended early"),
  endReason: z.string().nullable(),
});

const list = operation({
  id: "listDelegations",
  method: "get",
  path: "/delegations",
  summary: {
    vi: "Ủy quyền tôi giao hoặc nhận; văn thư, lãnh đạo và quản trị viên thấy của cả cơ quan",
    en: "Delegations given or received; clerks, leaders and administrators see all of the organisation",
  },
  tag: TAG,
  scope: "directory:read",
  answer: z.object({ delegations: z.array(shown) }),
  async run({ house, actor }) {
    return { delegations: (await delegationsFor(house.database.queries, actor)).map(answerOf) };
  },
});

const give = operation({
  id: "giveDelegation",
  method: "post",
  path: "/delegations",
  summary: { vi: "Ủy quyền có thời hạn và phạm vi", en: "Delegate, limited in time and scope" },
  tag: TAG,
  scope: "directory:delegate",
  body: z.object({
    to: z.uuid().describe("appointment id"),
    kinds: z.array(z.enum(DELEGATION_KINDS)).min(1).max(DELEGATION_KINDS.length),
    documentTypes: z.array(z.string().max(10)).max(50).default([]),
    units: z.array(z.uuid()).max(200).default([]),
    begins: z.iso.date(),
    ends: z.iso.date(),
    basis: z.string().max(300),
  }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { body }) {
    return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) =>
      giveDelegation(tx, actor, { ...body, documentTypes: await namedTypes(tx.queries, body.documentTypes) }),
    );
  },
});

const end = operation({
  id: "endDelegation",
  method: "post",
  path: "/delegations/{id}/end",
  summary: { vi: "Kết thúc ủy quyền trước hạn", en: "End a delegation early" },
  tag: TAG,
  scope: "directory:delegate",
  parameters: z.object({ id: z.uuid() }),
  body: z.object({ reason: z.string().max(300) }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { parameters, body }) {
    const { id } = await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      endDelegation(tx, actor, { id: parameters.id, reason: body.reason }),
    );
    return { id };
  },
});

export const delegationOperations: readonly Operation[] = [list, give, end];

function answerOf(held: Delegation): z.input<typeof shown> {
  const { id, kinds, documentTypes, units, basis, begins, ends, endedAt, endReason } = held;
  return {
    id,
    from: { appointment: held.from, name: held.fromName, title: held.fromTitle },
    to: { appointment: held.to, name: held.toName, title: held.toTitle },
    kinds: [...kinds],
    documentTypes: [...documentTypes],
    units: [...units],
    basis,
    begins,
    ends,
    endedAt: endedAt?.toISOString() ?? null,
    endReason,
  };
}
