import { assertMay, delegationFor } from "../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import {
  type PersonActor,
  type Transaction,
  underDelegation,
  uuidv7,
} from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { type Incoming, lockIncoming } from "../incoming/incoming.ts";
import { nameWithGiver } from "../name-with-giver.ts";
import { peopleFinder } from "./people-of-task.ts";
import { matterOfUrging, mayUrge } from "./permissions.ts";
import { REMINDER_TONES, type ReminderTone } from "./tables.ts";
import { lockTask, nextTaskState, readText, subjectOfTask, type Task } from "./task.ts";
import { type NewReminder, writeReminders } from "./write-reminders.ts";

export interface UrgeTasks {
  readonly incomingId: string;
  readonly tasks: readonly string[];
  /** One of `REMINDER_TONES`. */
  readonly tone: string;
  /** 1 to 1,000 characters; not editable afterwards. */
  readonly content: string;
}

export const TONE_WORDS: Readonly<Record<ReminderTone, Sentence>> = {
  remind: { vi: "Nhắc nhở", en: "Reminder" },
  criticise: { vi: "Phê bình", en: "Criticism" },
  review: { vi: "Yêu cầu kiểm điểm", en: "Review demanded" },
};

/**
 * Đôn đốc: the leader who directed, or a delegate of directing (both are named then), reminds units and people by hand. Every time is counted per task and proven.
 * @throws FormRefusal on `urgedTasks`, `tone`, `urgeContent`; Refusal documents.task-not-now
 */
export async function urgeTasks(tx: Transaction, actor: PersonActor, input: UrgeTasks): Promise<Incoming> {
  const document = await lockIncoming(tx, input.incomingId);
  const tasks: Task[] = [];
  for (const taskId of new Set(input.tasks)) {
    const task = await lockTask(tx, document.id, taskId);
    assertMay(actor, mayUrge, task.subject);
    tasks.push(task);
  }
  const [first] = tasks;
  if (!first) assertMay(actor, mayUrge, subjectOfTask(document, { unit_id: "", appointment_id: null }));
  const tone = REMINDER_TONES.find((each) => each === input.tone);
  const content = readText(input.content, 1000);
  const problems: Record<string, Sentence> = {};
  if (input.tasks.length === 0) {
    problems.urgedTasks = { vi: "Chọn ít nhất một đơn vị.", en: "Choose at least one unit." };
  }
  if (!tone) problems.tone = { vi: "Chọn hình thức đôn đốc.", en: "Choose the kind." };
  if (content === undefined) {
    problems.urgeContent = {
      vi: "Ghi nội dung đôn đốc, tối đa 1.000 ký tự.",
      en: "Enter what you want to say, at most 1,000 characters.",
    };
  }
  if (Object.keys(problems).length > 0 || !tone || content === undefined) throw new FormRefusal(problems);
  const finder = peopleFinder(tx);
  const reminders: NewReminder[] = [];
  for (const task of tasks) {
    nextTaskState(task, "urge");
    const { assignment } = task;
    reminders.push({
      assignmentId: assignment.id,
      incomingId: document.id,
      kind: "urged",
      onceKey: uuidv7(tx.now),
      tone,
      content,
      to: await finder.inCharge({ ...assignment, organisation_id: document.organisation_id }),
    });
  }
  const own = actor.appointmentId === document.presented_to;
  const held = own || !first ? undefined : delegationFor(actor, matterOfUrging(first.subject));
  const under = underDelegation(tx, held);
  await writeReminders(under, reminders, nameWithGiver(actor, held));
  const units = tasks.map(({ assignment }) => assignment.unit_name).join(", ");
  await tell(under, document.id, "task.urge", `${TONE_WORDS[tone].vi} ${units}: ${content}`);
  return document;
}
