import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import type { Incoming } from "../incoming/incoming.ts";
import { lapseExtensions } from "./lapse-extensions.ts";
import { mayReportTask } from "./permissions.ts";
import { lockTask, nextTaskState, readText, recordTask } from "./task.ts";

export interface ReportPart {
  readonly incomingId: string;
  readonly taskId: string;
  /** 1 to 500 characters. */
  readonly result: string;
}

/**
 * A co-operating unit reports its own part done. The document stays in work: only the lead unit completes it.
 * @throws FormRefusal on `partResult`; Refusal documents.task-not-now
 */
export async function reportPart(tx: Transaction, actor: PersonActor, input: ReportPart): Promise<Incoming> {
  const task = await lockTask(tx, input.incomingId, input.taskId);
  assertMay(actor, mayReportTask, task.subject);
  const state = nextTaskState(task, "report-part");
  const note = readText(input.result, 500);
  if (note === undefined) {
    throw new FormRefusal({
      partResult: {
        vi: "Ghi kết quả phần việc của đơn vị, tối đa 500 ký tự.",
        en: "Enter the result of your unit's part, at most 500 characters.",
      },
    });
  }
  await tx.queries
    .updateTable("documents.assignment")
    .set({ state, note, percent: 100, completed_at: tx.now })
    .where("id", "=", task.assignment.id)
    .execute();
  await lapseExtensions(tx, [task.assignment.id]);
  await recordTask(tx, task, { action: "report-part", note });
  return task.document;
}
