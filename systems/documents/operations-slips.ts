/** Submission slips for programs: the same use cases and rights as the pages. */
import { z } from "zod";
import { assertMay } from "../../core/access/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { getOutgoing, subjectOfOutgoing } from "./outgoing/outgoing.ts";
import { mayReadOutgoing, READ, WRITE } from "./permissions.ts";
import { SLIP_LENGTHS } from "./slips/slip-fields.ts";
import { slipVersions } from "./slips/slips.ts";
import { SLIP_DECISIONS } from "./slips/tables.ts";
import { decideSlip, writeSlip } from "./slips/write-slip.ts";

const TAG = "outgoing";
const parameters = z.object({ id: z.uuid() });
const fields = z.object({
  addressee: z.string().max(SLIP_LENGTHS.addressee),
  matter: z.string().max(SLIP_LENGTHS.matter),
  summary: z.string().max(SLIP_LENGTHS.summary).default(""),
  opinions: z.string().max(SLIP_LENGTHS.opinions).default(""),
  proposal: z.string().max(SLIP_LENGTHS.proposal),
});
const numbered = z.object({ number: z.int() });

const read = operation({
  id: "readSlip",
  method: "get",
  path: "/outgoing/{id}/slip",
  summary: { vi: "Các bản phiếu trình của dự thảo", en: "The versions of a draft's submission slip" },
  tag: TAG,
  scope: READ,
  parameters,
  answer: z.object({
    versions: z.array(
      z.object({
        number: z.int(),
        fields,
        file: z.string().describe("SHA-256 of the PDF"),
        by: z.string(),
        at: z.iso.datetime({ offset: true }),
        decision: z.enum(SLIP_DECISIONS).nullable(),
        text: z.string(),
        decidedDraft: z.string().nullable().describe("SHA-256 of the draft that was decided on"),
      }),
    ),
  }),
  async run({ house, actor }, { parameters: { id } }) {
    const { queries } = house.database;
    assertMay(actor, mayReadOutgoing, subjectOfOutgoing(await getOutgoing(queries, id)));
    return {
      versions: (await slipVersions(queries, id)).map((each) => ({
        number: each.number,
        fields: each.fields,
        file: each.file_sha256,
        by: each.by_name,
        at: each.at.toISOString(),
        decision: each.decision,
        text: each.decision_text,
        decidedDraft: each.decided_file,
      })),
    };
  },
});

const write = operation({
  id: "writeSlip",
  method: "post",
  path: "/outgoing/{id}/slip",
  summary: { vi: "Lập phiếu trình, hoặc bản mới của phiếu", en: "Write a slip, or a new version of it" },
  tag: TAG,
  scope: WRITE,
  parameters,
  body: fields,
  answer: numbered,
  async run({ house, actor, requestId }, { parameters: { id }, body }) {
    return await writeSlip(house, actor, { id, ...body, ...(requestId ? { requestId } : {}) });
  },
});

const decide = operation({
  id: "decideSlip",
  method: "post",
  path: "/outgoing/{id}/slip/decision",
  summary: { vi: "Lãnh đạo cho ý kiến vào phiếu trình", en: "A leader decides on a slip" },
  tag: TAG,
  scope: WRITE,
  parameters,
  body: z.object({
    seen: z.int().describe("Number of the version that was looked at"),
    decision: z.enum(SLIP_DECISIONS),
    text: z.string().max(2_000).default(""),
  }),
  answer: numbered,
  async run({ house, actor, requestId }, { parameters: { id }, body }) {
    return await decideSlip(house, actor, { id, ...body, ...(requestId ? { requestId } : {}) });
  },
});

export const slipOperations: readonly Operation[] = [read, write, decide];
