import { assertMay, may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { type Appointment, findAppointment, holdersOf } from "../../../core/directory/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { formatDateTime } from "../../../core/ui/index.ts";
import type { Incoming } from "../incoming/incoming.ts";
import { mayAssignPerson } from "../permissions.ts";
import { mayReportTask } from "./permissions.ts";
import type { DeadlineScope } from "./tables.ts";
import { lockTask, nextTaskState, readText, recordTask, type Task } from "./task.ts";

export interface AskExtension {
  readonly incomingId: string;
  readonly taskId: string;
  /** The deadline wanted, an instant in working time. */
  readonly deadline: Date | null;
  /** 10 to 500 characters. */
  readonly reason: string;
}

/**
 * Asks for a later deadline. A head asks the leader for the unit's deadline; a person asks the head who set their own
 * deadline, or the leader while they work to the unit's. Where that post is no longer held, its successor in role decides.
 *
 * @throws FormRefusal on `wantedDeadline`, `extensionReason`; Refusal documents.no-deadline, documents.extension-waits
 */
export async function askExtension(
  tx: Transaction,
  actor: PersonActor,
  input: AskExtension,
): Promise<Incoming> {
  const task = await lockTask(tx, input.incomingId, input.taskId);
  assertMay(actor, mayReportTask, task.subject);
  nextTaskState(task, "ask-extension");
  const { assignment } = task;
  const scope = scopeFor(actor, task);
  const old = scope === "person" ? assignment.person_deadline : assignment.deadline;
  if (!old) {
    throw new Refusal("documents.no-deadline", 409, {
      vi: "Phần việc này không định hạn riêng nên không có gì để gia hạn.",
      en: "This part has no deadline of its own, so there is nothing to extend.",
    });
  }
  const reason = readText(input.reason, 500);
  const wanted = input.deadline;
  const problems: Record<string, Sentence> = {};
  if (!wanted || wanted <= old || wanted <= tx.now) {
    problems.wantedDeadline = {
      vi: `Chọn hạn mới muộn hơn hạn hiện tại (${formatDateTime(old)}) và sau thời điểm này.`,
      en: `Choose a deadline after the present one (${formatDateTime(old)}) and in the future.`,
    };
  } else {
    const problem = outsideOuter(task, scope, wanted);
    if (problem) problems.wantedDeadline = problem;
  }
  if (reason === undefined || reason.length < 10) {
    problems.extensionReason = {
      vi: "Nêu lý do xin gia hạn, từ 10 đến 500 ký tự.",
      en: "Give the reason, 10 to 500 characters.",
    };
  }
  if (Object.keys(problems).length > 0 || !wanted || reason === undefined) throw new FormRefusal(problems);
  const decider = await deciderOf(tx, task, scope);
  const id = uuidv7(tx.now);
  const asked = await tx.queries
    .insertInto("documents.extension")
    .values({
      id,
      assignment_id: assignment.id,
      scope,
      old_deadline: old,
      wanted_deadline: wanted,
      reason,
      asked_by: actor.appointmentId,
      asked_by_name: actor.fullName,
      asked_at: tx.now,
      decider: decider.id,
      decider_name: decider.fullName,
    })
    .onConflict((conflict) =>
      conflict.columns(["assignment_id", "scope"]).where("state", "=", "asked").doNothing(),
    )
    .executeTakeFirst();
  if (asked.numInsertedOrUpdatedRows !== 1n) {
    throw new Refusal("documents.extension-waits", 409, {
      vi: "Đã có một đề nghị gia hạn đang chờ quyết định. Chờ trả lời rồi mới đề nghị tiếp.",
      en: "A request already waits for its decision. Wait for the answer before asking again.",
    });
  }
  await recordTask(tx, task, {
    action: "ask-extension",
    note: `xin gia hạn đến ${formatDateTime(wanted)} — ${reason}; ${decider.fullName} quyết định`,
    data: { extension: id, from: old.toISOString(), to: wanted.toISOString() },
    extensionId: id,
  });
  return task.document;
}

/** Why a deadline lies outside the next outer one, if it does: the person's in the unit's, a co-operating unit's in the document's. */
export function outsideOuter(
  { document, assignment }: Pick<Task, "document" | "assignment">,
  scope: DeadlineScope,
  wanted: Date,
): Sentence | undefined {
  const outer =
    scope === "person" ? assignment.deadline : assignment.role === "lead" ? null : document.deadline;
  if (!outer || wanted <= outer) return undefined;
  return scope === "person"
    ? {
        vi: `Hạn của cá nhân không được muộn hơn hạn của đơn vị (${formatDateTime(outer)}). Trưởng đơn vị xin gia hạn cho đơn vị trước.`,
        en: `A person's deadline may not lie after the unit's (${formatDateTime(outer)}). The head asks for the unit first.`,
      }
    : {
        vi: `Hạn của đơn vị phối hợp không được muộn hơn hạn của văn bản (${formatDateTime(outer)}).`,
        en: `A co-operating unit's deadline may not lie after the document's (${formatDateTime(outer)}).`,
      };
}

/** Nobody decides about a deadline they ask to extend themselves. */
function scopeFor(actor: PersonActor, { assignment, document }: Task): DeadlineScope {
  const headsUnit = may(actor, mayAssignPerson, {
    unitId: assignment.unit_id,
    typeName: document.type_name,
    confidentiality: document.confidentiality,
  });
  return assignment.person_deadline_by !== null && !headsUnit ? "person" : "unit";
}

async function deciderOf(tx: Transaction, task: Task, scope: DeadlineScope): Promise<Appointment> {
  const today = localDateOf(tx.now);
  const { assignment, document } = task;
  const setter = scope === "person" ? assignment.person_deadline_by : document.presented_to;
  const found = setter ? await findAppointment(tx.queries, setter, today) : undefined;
  const [successor] = found
    ? [found]
    : scope === "person"
      ? await holdersOf(tx.queries, "head-of-unit", assignment.unit_id, today)
      : await holdersOf(tx.queries, "leader", document.organisation_id, today);
  if (successor) return successor;
  throw new Refusal("documents.nobody-decides", 409, {
    vi: "Người định hạn không còn giữ chức vụ và chưa có người thay. Báo văn thư để được phân công lại.",
    en: "Whoever set the deadline no longer holds the post and nobody follows yet. Tell the clerk.",
  });
}
