import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { formatDateTime } from "../../../core/ui/index.ts";
import type { Incoming } from "../incoming/incoming.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { outsideOuter } from "./ask-extension.ts";
import { mayDecideExtension } from "./permissions.ts";
import type { DeadlineScope } from "./tables.ts";
import { lockTask, nextTaskState, readText, recordTask, type Task } from "./task.ts";

export interface DecideExtension {
  readonly incomingId: string;
  readonly extensionId: string;
  readonly grant: boolean;
  /** Another deadline than the one wanted; null = as wanted. */
  readonly deadline: Date | null;
  /** Needed for a refusal (10 to 500 characters); may be empty when granted. */
  readonly reason: string;
}

/**
 * Whoever set the deadline grants or refuses a later one. Granted, the deadline moves: the document's with its lead
 * unit's, and the person's who works to the unit's.
 *
 * @throws FormRefusal on `grantedDeadline`, `decisionReason`; Refusal documents.extension-decided
 */
export async function decideExtension(
  tx: Transaction,
  actor: PersonActor,
  input: DecideExtension,
): Promise<Incoming> {
  const request = isUuid(input.extensionId)
    ? await tx.queries
        .selectFrom("documents.extension")
        .selectAll()
        .where("id", "=", input.extensionId)
        .executeTakeFirst()
    : undefined;
  if (!request) throw notFound();
  const task = await lockTask(tx, input.incomingId, request.assignment_id);
  assertMay(actor, mayDecideExtension, request);
  nextTaskState(task, "decide-extension");
  const reason = input.reason.trim() === "" ? "" : readText(input.reason, 500);
  const deadline = input.deadline ?? request.wanted_deadline;
  const problems: Record<string, Sentence> = {};
  if (reason === undefined || (!input.grant && reason.length < 10)) {
    problems.decisionReason = {
      vi: "Nêu lý do để người xin gia hạn hiểu, từ 10 đến 500 ký tự.",
      en: "Give the reason, 10 to 500 characters.",
    };
  }
  if (input.grant) {
    const problem =
      deadline <= request.old_deadline || deadline <= tx.now
        ? {
            vi: "Hạn mới phải muộn hơn hạn cũ và sau thời điểm này.",
            en: "The new deadline must lie after the old one and in the future.",
          }
        : outsideOuter(task, request.scope, deadline);
    if (problem) problems.grantedDeadline = problem;
  }
  if (Object.keys(problems).length > 0 || reason === undefined) throw new FormRefusal(problems);
  const decided = await tx.queries
    .updateTable("documents.extension")
    .set({
      state: input.grant ? "granted" : "refused",
      granted_deadline: input.grant ? deadline : null,
      decision_reason: reason,
      decided_at: tx.now,
    })
    .where("id", "=", request.id)
    .where("state", "=", "asked")
    .executeTakeFirst();
  if (decided.numUpdatedRows !== 1n) {
    throw new Refusal("documents.extension-decided", 409, {
      vi: "Đề nghị gia hạn này đã được quyết định hoặc không còn hiệu lực.",
      en: "This request has already been decided or has lapsed.",
    });
  }
  const moved = input.grant ? await moveDeadline(tx, task, request.scope, deadline) : task.document;
  await recordTask(tx, task, {
    action: input.grant ? "grant-extension" : "refuse-extension",
    note: input.grant
      ? `${request.asked_by_name} được gia hạn đến ${formatDateTime(deadline)}${reason ? ` — ${reason}` : ""}`
      : `không gia hạn cho ${request.asked_by_name} — ${reason}`,
    data: { extension: request.id, ...(input.grant ? { to: deadline.toISOString() } : {}) },
    extensionId: request.id,
  });
  return moved;
}

async function moveDeadline(
  tx: Transaction,
  { document, assignment }: Task,
  scope: DeadlineScope,
  deadline: Date,
): Promise<Incoming> {
  const inherits = assignment.person_deadline_by === null && assignment.person_deadline !== null;
  await tx.queries
    .updateTable("documents.assignment")
    .set(
      scope === "person"
        ? { person_deadline: deadline }
        : { deadline, ...(inherits ? { person_deadline: deadline } : {}) },
    )
    .where("id", "=", assignment.id)
    .execute();
  if (scope === "person" || assignment.role !== "lead") return document;
  return await tx.queries
    .updateTable("documents.incoming")
    .set({ deadline, version: document.version + 1 })
    .where("id", "=", document.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
