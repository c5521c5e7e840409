import type { Selectable } from "kysely";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { type Incoming, lockIncoming } from "../incoming/incoming.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import type { AssignmentTable } from "../tables.ts";
import type { TaskSubject } from "./permissions.ts";
import { TASK_TRANSITIONS, type TaskAction, type TaskState } from "./task-states.ts";
import "./audit-words.ts";
import "./events.ts";
import "./tables.ts";

export type Assignment = Selectable<AssignmentTable>;

/** One unit's part of an incoming document, with the document. */
export interface Task {
  readonly document: Incoming;
  readonly assignment: Assignment;
  readonly subject: TaskSubject;
}

/** Locks the document (and with it all its tasks) until the transaction ends. @throws Refusal not-found */
export async function lockTask(tx: Transaction, incomingId: string, assignmentId: string): Promise<Task> {
  const document = await lockIncoming(tx, incomingId);
  if (!isUuid(assignmentId)) throw notFound();
  const assignment = await tx.queries
    .selectFrom("documents.assignment")
    .selectAll()
    .where("id", "=", assignmentId)
    .where("incoming_id", "=", document.id)
    .executeTakeFirst();
  if (!assignment) throw notFound();
  return { document, assignment, subject: subjectOfTask(document, assignment) };
}

export function subjectOfTask(
  document: Pick<Incoming, "organisation_id" | "presented_to" | "type_name" | "confidentiality">,
  assignment: Pick<Assignment, "unit_id" | "appointment_id">,
): TaskSubject {
  return {
    organisationId: document.organisation_id,
    unitId: assignment.unit_id,
    appointmentId: assignment.appointment_id,
    directedBy: document.presented_to,
    typeName: document.type_name,
    confidentiality: document.confidentiality,
  };
}

/** The next state of a task, absent when the action is not possible now. */
export function taskAfter(
  document: Pick<Incoming, "state" | "frozen">,
  assignment: Pick<Assignment, "role" | "state">,
  action: TaskAction,
): TaskState | undefined {
  const open = document.state === "assigned" || document.state === "processing";
  return open && !document.frozen ? TASK_TRANSITIONS[assignment.role][assignment.state][action] : undefined;
}

/** The next state. @throws Refusal documents.task-not-now */
export function nextTaskState({ document, assignment }: Task, action: TaskAction): TaskState {
  const next = taskAfter(document, assignment, action);
  if (next) return next;
  throw new Refusal("documents.task-not-now", 409, {
    vi: document.frozen
      ? "Nơi gửi đang yêu cầu thu hồi văn bản này, nên việc tạm dừng cho đến khi văn thư trả lời."
      : "Phần việc này chưa bắt đầu hoặc đã kết thúc nên chưa làm được việc này. Hãy xem lại trạng thái mới nhất.",
    en: document.frozen
      ? "The sender has asked for this document back; work rests until the clerk answers."
      : "This part has not been started or has ended, so this cannot be done. Look at its latest state.",
  });
}

/** History line, audit record and event of what happened to a task, in the caller's transaction. */
export async function recordTask(
  tx: Transaction,
  { document, assignment }: Task,
  done: {
    readonly action: string;
    readonly note: string;
    readonly data?: Readonly<Record<string, string | number>>;
    readonly extensionId?: string;
  },
): Promise<void> {
  const note = `${assignment.unit_name}: ${done.note}`;
  await tell(tx, document.id, `task.${done.action}`, note);
  tx.record({
    action: `documents.${done.action}`,
    objectKind: "incoming-document",
    objectId: document.id,
    data: { task: assignment.id, unit: assignment.unit_name, ...done.data },
  });
  tx.emit({
    type: "documents.task-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: {
      incomingId: document.id,
      assignmentId: assignment.id,
      action: done.action,
      ...(done.extensionId ? { extensionId: done.extensionId } : {}),
    },
  });
}

/** A text another person reads. @returns NFC, trimmed; undefined when empty or longer than `max` */
export function readText(typed: string, max: number): string | undefined {
  const read = typed.normalize("NFC").trim();
  return read.length > 0 && read.length <= max ? read : undefined;
}
