import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { Incoming } from "../incoming/incoming.ts";
import { mayReportTask } from "./permissions.ts";
import { lockTask, nextTaskState, readText, recordTask } from "./task.ts";

export interface ReportProgress {
  readonly incomingId: string;
  readonly taskId: string;
  /** Whole per cent, 0 to 100. */
  readonly percent: number;
  /** What was done and what is missing, 1 to 1,000 characters. */
  readonly note: string;
}

/**
 * The person in charge or the head of the unit says how far their part is.
 * @throws FormRefusal on `percent`, `note`; Refusal documents.task-not-now
 */
export async function reportProgress(
  tx: Transaction,
  actor: PersonActor,
  input: ReportProgress,
): Promise<Incoming> {
  const task = await lockTask(tx, input.incomingId, input.taskId);
  assertMay(actor, mayReportTask, task.subject);
  const state = nextTaskState(task, "report-progress");
  const note = readText(input.note, 1000);
  const { percent } = input;
  const problems: Record<string, Sentence> = {};
  if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
    problems.percent = { vi: "Nhập số nguyên từ 0 đến 100.", en: "Enter a whole number from 0 to 100." };
  }
  if (note === undefined) {
    problems.note = {
      vi: "Ghi đã làm được gì, còn vướng gì, tối đa 1.000 ký tự.",
      en: "Say what was done and what is missing, at most 1,000 characters.",
    };
  }
  if (Object.keys(problems).length > 0 || note === undefined) throw new FormRefusal(problems);
  await tx.queries
    .insertInto("documents.task_progress")
    .values({
      id: uuidv7(tx.now),
      assignment_id: task.assignment.id,
      percent,
      note,
      by_appointment: actor.appointmentId,
      by_name: actor.fullName,
      at: tx.now,
    })
    .execute();
  await tx.queries
    .updateTable("documents.assignment")
    .set({ state, percent })
    .where("id", "=", task.assignment.id)
    .execute();
  await recordTask(tx, task, {
    action: "report-progress",
    note: `${percent} % — ${note}`,
    data: { percent },
  });
  return task.document;
}
