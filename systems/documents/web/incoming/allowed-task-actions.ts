import { may } from "../../../../core/access/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import { mayReportTask, mayUrge } from "../../tasks/permissions.ts";
import { subjectOfTask, taskAfter } from "../../tasks/task.ts";
import type { TaskState } from "../../tasks/task-states.ts";

/** One unit's part, as the card shows it. */
export interface Assignment {
  readonly id: string;
  readonly role: "lead" | "co-operating";
  readonly unit_id: string;
  readonly unit_name: string;
  readonly appointment_id: string | null;
  readonly person_name: string | null;
  readonly deadline: Date | null;
  readonly person_deadline: Date | null;
  readonly state: TaskState;
  readonly percent: number;
  readonly note: string;
  readonly completed_at: Date | null;
}

/** What a person can do with the tasks of one document; nothing is offered that would be refused. */
export interface AllowedTaskActions {
  /** The part this person works on and may act in. */
  readonly own: Assignment | undefined;
  readonly progress: boolean;
  readonly reportPart: boolean;
  readonly askExtension: boolean;
  /** The parts this leader may urge. */
  readonly urge: readonly Assignment[];
}

export function allowedTaskActions(
  actor: PersonActor,
  document: Incoming,
  assignments: readonly Assignment[],
): AllowedTaskActions {
  const own = assignments.find((each) => may(actor, mayReportTask, subjectOfTask(document, each)));
  return {
    own,
    progress: own !== undefined && taskAfter(document, own, "report-progress") !== undefined,
    reportPart: own !== undefined && taskAfter(document, own, "report-part") !== undefined,
    askExtension:
      own !== undefined && own.deadline !== null && taskAfter(document, own, "ask-extension") !== undefined,
    urge: assignments.filter(
      (each) =>
        may(actor, mayUrge, subjectOfTask(document, each)) && taskAfter(document, each, "urge") !== undefined,
    ),
  };
}
