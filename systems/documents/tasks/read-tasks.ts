import type { Selectable } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { ExtensionTable, ReminderKind, ReminderTone, TaskProgressTable } from "./tables.ts";
import "./tables.ts";

export type Extension = Selectable<ExtensionTable>;
export type Progress = Selectable<TaskProgressTable>;

export interface GivenReminder {
  readonly id: string;
  readonly assignment_id: string;
  readonly kind: ReminderKind;
  readonly number: number;
  readonly tone: ReminderTone | null;
  readonly content: string;
  readonly by_name: string;
  readonly at: Date;
  readonly to: readonly {
    readonly full_name: string;
    readonly channel: "page";
    readonly told_at: Date | null;
    readonly seen_at: Date | null;
  }[];
}

export interface TaskStory {
  readonly progress: readonly Progress[];
  readonly extensions: readonly Extension[];
  readonly reminders: readonly GivenReminder[];
}

/** What happened to the tasks of one document, oldest first. */
export async function taskStoryOf(queries: Queries, incomingId: string): Promise<TaskStory> {
  const tasks = queries.selectFrom("documents.assignment").select("id").where("incoming_id", "=", incomingId);
  const [progress, extensions, reminders, recipients] = await Promise.all([
    queries
      .selectFrom("documents.task_progress")
      .selectAll()
      .where("assignment_id", "in", tasks)
      .orderBy("id")
      .execute(),
    queries
      .selectFrom("documents.extension")
      .selectAll()
      .where("assignment_id", "in", tasks)
      .orderBy("id")
      .execute(),
    queries
      .selectFrom("documents.reminder")
      .select(["id", "assignment_id", "kind", "number", "tone", "content", "by_name", "at"])
      .where("assignment_id", "in", tasks)
      .orderBy("id")
      .execute(),
    queries
      .selectFrom("documents.reminder_recipient as to")
      .innerJoin("documents.reminder as r", "r.id", "to.reminder_id")
      .select(["to.reminder_id", "to.full_name", "to.channel", "to.told_at", "to.seen_at"])
      .where("r.assignment_id", "in", tasks)
      .orderBy("to.full_name")
      .execute(),
  ]);
  return {
    progress,
    extensions,
    reminders: reminders.map((reminder) => ({
      ...reminder,
      to: recipients.filter((recipient) => recipient.reminder_id === reminder.id),
    })),
  };
}
