/** The steps of an outgoing document for programs: one operation a transition. */
import { z } from "zod";
import { type Operation, type OperationContext, operation } from "../../core/http/index.ts";
import { type Transaction, transact } from "../../core/transaction/index.ts";
import { askRecall } from "./outgoing/ask-recall.ts";
import { cancelDocument } from "./outgoing/cancel-document.ts";
import { checkDraft } from "./outgoing/check-draft.ts";
import { issueDocument } from "./outgoing/issue-document.ts";
import { numberDocument } from "./outgoing/number-document.ts";
import type { Outgoing } from "./outgoing/outgoing.ts";
import { OUTGOING_STATES } from "./outgoing/outgoing-states.ts";
import { returnDraft } from "./outgoing/return-draft.ts";
import { sealDocument } from "./outgoing/seal-document.ts";
import { signDocument } from "./outgoing/sign-document.ts";
import { submitDraft } from "./outgoing/submit-draft.ts";
import { takeSignature } from "./outgoing/take-signature.ts";
import { SIGN, WRITE } from "./permissions.ts";

export const TAG = "outgoing documents";
export const byId = z.object({ id: z.uuid() });
const pin = z.string().min(1).max(100).describe("PIN of the certificate; used once, never stored");
const level = z
  .enum(["B-T", "B-B"])
  .optional()
  .describe("B-T carries a timestamp; default when one can be had");

/** What a step answers. */
export const moved = z.object({
  id: z.uuid(),
  state: z.enum(OUTGOING_STATES),
  symbol: z.string().nullable(),
});

const submitOutgoing = operation({
  ...step("submitDraft", "submit", { vi: "Trình kiểm tra", en: "Submit a draft for check" }, WRITE),
  async run(context, { parameters }) {
    const document = await inTransaction(context, (tx) => submitDraft(tx, context.actor, parameters.id));
    return movedAnswer(document);
  },
});

const checkOutgoing = operation({
  ...step("checkDraft", "check", { vi: "Kiểm tra, chuyển ký", en: "Check and pass on for signature" }, WRITE),
  body: z.object({ opinion: z.string().max(500).default("") }),
  async run(context, { parameters, body }) {
    const document = await inTransaction(context, (tx) =>
      checkDraft(tx, context.actor, parameters.id, body.opinion),
    );
    return movedAnswer(document);
  },
});

const reasonBody = z.object({ reason: z.string().max(500) });

const returnOutgoing = operation({
  ...step("returnDraft", "return", { vi: "Trả lại người soạn", en: "Return to the author" }, WRITE),
  body: reasonBody,
  async run(context, { parameters, body }) {
    const document = await inTransaction(context, (tx) =>
      returnDraft(tx, context.actor, parameters.id, body.reason),
    );
    return movedAnswer(document);
  },
});

const cancelOutgoing = operation({
  ...step("cancelDocument", "cancel", { vi: "Hủy văn bản", en: "Cancel a document" }, WRITE),
  body: reasonBody,
  async run(context, { parameters, body }) {
    const document = await inTransaction(context, (tx) =>
      cancelDocument(tx, context.actor, parameters.id, body.reason),
    );
    return movedAnswer(document);
  },
});

const takeOutgoingSignature = operation({
  ...step(
    "takeSignature",
    "take-signature",
    { vi: "Nhận ký thay theo ủy quyền", en: "Become the signer under a delegation" },
    SIGN,
  ),
  async run(context, { parameters }) {
    const document = await inTransaction(context, (tx) => takeSignature(tx, context.actor, parameters.id));
    return movedAnswer(document);
  },
});

const signOutgoing = operation({
  ...step("signDocument", "sign", { vi: "Ký số", en: "Sign" }, SIGN),
  body: z.object({
    pin,
    level,
    place: z
      .object({
        page: z.number().int().min(1),
        rect: z.object({
          x: z.number(),
          y: z.number(),
          width: z.number().min(20),
          height: z.number().min(15),
        }),
      })
      .optional()
      .describe("Points from the lower left corner; absent = the default place"),
  }),
  async run({ house, actor, requestId }, { parameters, body }) {
    const document = await signDocument(house, actor, {
      id: parameters.id,
      pin: body.pin,
      ...(body.place ? { place: body.place } : {}),
      ...(body.level ? { level: body.level } : {}),
      ...(requestId ? { requestId } : {}),
    });
    return movedAnswer(document);
  },
});

const numberOutgoing = operation({
  ...step("numberDocument", "number", { vi: "Cấp số và ngày", en: "Give number and date" }, SIGN),
  async run({ house, actor, requestId }, { parameters }) {
    return movedAnswer(
      await numberDocument(house, actor, { id: parameters.id, ...(requestId ? { requestId } : {}) }),
    );
  },
});

const sealOutgoing = operation({
  ...step("sealDocument", "seal", { vi: "Đóng dấu cơ quan", en: "Seal for the organisation" }, SIGN),
  body: z.object({ pin, level }),
  async run({ house, actor, requestId }, { parameters, body }) {
    const document = await sealDocument(house, actor, {
      id: parameters.id,
      pin: body.pin,
      ...(body.level ? { level: body.level } : {}),
      ...(requestId ? { requestId } : {}),
    });
    return movedAnswer(document);
  },
});

const issueOutgoing = operation({
  ...step("issueDocument", "issue", { vi: "Phát hành", en: "Issue" }, SIGN),
  async run(context, { parameters }) {
    const document = await inTransaction(context, (tx) => issueDocument(tx, context.actor, parameters.id));
    return movedAnswer(document);
  },
});

const recallOutgoing = operation({
  ...step("askRecall", "recall", { vi: "Yêu cầu thu hồi", en: "Ask receivers to give it back" }, SIGN),
  body: z.object({
    organisations: z.array(z.uuid()).max(2000).default([]).describe("Empty = every receiver that has it"),
    reason: z.string().max(500),
  }),
  async run(context, { parameters, body }) {
    const document = await inTransaction(context, (tx) =>
      askRecall(tx, context.actor, { id: parameters.id, ...body }),
    );
    return movedAnswer(document);
  },
});

/** In the order of the work. */
export const outgoingSteps: readonly Operation[] = [
  submitOutgoing,
  checkOutgoing,
  returnOutgoing,
  takeOutgoingSignature,
  signOutgoing,
  numberOutgoing,
  sealOutgoing,
  issueOutgoing,
  recallOutgoing,
  cancelOutgoing,
];

/** What every step has in common. */
function step(id: string, path: string, summary: { vi: string; en: string }, scope: string) {
  return {
    id,
    method: "post" as const,
    path: `/outgoing/{id}/${path}`,
    summary,
    tag: TAG,
    scope,
    parameters: byId,
    answer: moved,
  };
}

/** One use case in one transaction, repeatable under the Idempotency-Key. */
export async function inTransaction<Result>(
  { house, actor, requestId }: OperationContext,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, work);
}

export function movedAnswer(document: Outgoing): z.input<typeof moved> {
  return { id: document.id, state: document.state, symbol: document.symbol };
}
