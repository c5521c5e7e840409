/** Approval of drafts for programs: the same use cases and rights as the pages. */
import { z } from "zod";
import { assertMay } from "../../core/access/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { approvalPath, contentOf, isApproved } from "./approving/approvals.ts";
import { approveDraft, returnForApproval } from "./approving/approve-draft.ts";
import { addApprovalStep, removeApprovalStep, replaceApprover } from "./approving/choose-approvers.ts";
import { getOutgoing, subjectOfOutgoing } from "./outgoing/outgoing.ts";
import { mayReadOutgoing, READ, WRITE } from "./permissions.ts";

const TAG = "outgoing";
const parameters = z.object({ id: z.uuid() });
const done = z.object({ id: z.uuid() });

const read = operation({
  id: "readApproval",
  method: "get",
  path: "/outgoing/{id}/approval",
  summary: { vi: "Luồng phê duyệt của dự thảo", en: "The path of approval of a draft" },
  tag: TAG,
  scope: READ,
  parameters,
  answer: z.object({
    file: z.string().describe("SHA-256 of the present file: give it back when approving"),
    steps: z.array(
      z.object({
        id: z.uuid(),
        anyOne: z.boolean(),
        approved: z.boolean(),
        approvers: z.array(
          z.object({
            id: z.uuid(),
            appointment: z.uuid(),
            name: z.string(),
            approved: z.boolean().describe("Of exactly the present content"),
            approvedAt: z.iso.datetime({ offset: true }).nullable(),
            by: z.string().nullable(),
            file: z.string().nullable().describe("SHA-256 of the file that was approved"),
          }),
        ),
      }),
    ),
  }),
  async run({ house, actor }, { parameters: { id } }) {
    const { queries } = house.database;
    const document = await getOutgoing(queries, id);
    assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
    const content = await contentOf(queries, document);
    return {
      file: document.file_sha256,
      steps: (await approvalPath(queries, id)).map((step) => ({
        id: step.id,
        anyOne: step.anyOne,
        approved: isApproved(step, content),
        approvers: step.approvers.map((each) => ({
          id: each.id,
          appointment: each.appointment_id,
          name: each.full_name,
          approved: each.approved_content === content,
          approvedAt: each.approved_at?.toISOString() ?? null,
          by: each.by_name,
          file: each.approved_file,
        })),
      })),
    };
  },
});

const add = operation({
  id: "addApprovalStep",
  method: "post",
  path: "/outgoing/{id}/approval/steps",
  summary: { vi: "Thêm một bước phê duyệt", en: "Add a step of approval" },
  tag: TAG,
  scope: WRITE,
  parameters,
  body: z.object({ people: z.array(z.uuid()).min(1).max(20), anyOne: z.boolean().default(false) }),
  answer: done,
  async run({ house, actor, requestId }, { parameters: { id }, body }) {
    await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => {
      await addApprovalStep(tx, actor, { id, ...body });
      return { id };
    });
    return { id };
  },
});

const remove = operation({
  id: "removeApprovalStep",
  method: "delete",
  path: "/outgoing/{id}/approval/steps/{step}",
  summary: { vi: "Bỏ một bước chưa có ai ký nháy", en: "Remove a step in which nobody has approved" },
  tag: TAG,
  scope: WRITE,
  parameters: z.object({ id: z.uuid(), step: z.uuid() }),
  answer: done,
  async run({ house, actor, requestId }, { parameters: { id, step } }) {
    await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => {
      await removeApprovalStep(tx, actor, { id, stepId: step });
      return { id };
    });
    return { id };
  },
});

const replace = operation({
  id: "replaceApprover",
  method: "post",
  path: "/outgoing/{id}/approval/replace",
  summary: { vi: "Thay người phê duyệt vắng mặt", en: "Replace an approver who is away" },
  tag: TAG,
  scope: WRITE,
  parameters,
  body: z.object({ approver: z.uuid(), person: z.uuid().describe("Appointment") }),
  answer: done,
  async run({ house, actor, requestId }, { parameters: { id }, body }) {
    await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => {
      await replaceApprover(tx, actor, { id, approverId: body.approver, appointmentId: body.person });
      return { id };
    });
    return { id };
  },
});

const approve = operation({
  id: "approveDraft",
  method: "post",
  path: "/outgoing/{id}/approve",
  summary: { vi: "Ký nháy, phê duyệt dự thảo", en: "Approve a draft (short signature)" },
  tag: TAG,
  scope: WRITE,
  parameters,
  body: z.object({
    file: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe("SHA-256 of the file that was looked at"),
    note: z.string().max(500).default(""),
  }),
  answer: done,
  async run({ house, actor, requestId }, { parameters: { id }, body }) {
    await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => {
      await approveDraft(tx, actor, { id, seen: body.file, note: body.note });
      return { id };
    });
    return { id };
  },
});

const giveBack = operation({
  id: "returnForApproval",
  method: "post",
  path: "/outgoing/{id}/approval/return",
  summary: { vi: "Người phê duyệt trả lại dự thảo", en: "An approver returns a draft" },
  tag: TAG,
  scope: WRITE,
  parameters,
  body: z.object({ reason: z.string().max(500) }),
  answer: done,
  async run({ house, actor, requestId }, { parameters: { id }, body }) {
    await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => {
      await returnForApproval(tx, actor, { id, reason: body.reason });
      return { id };
    });
    return { id };
  },
});

export const approvalOperations: readonly Operation[] = [read, add, remove, replace, approve, giveBack];
