import { sql } from "kysely";
import type { Appointment } from "../../../core/directory/index.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { ReminderKind, ReminderTone } from "./tables.ts";
import "./events.ts";
import "./tables.ts";

export interface NewReminder {
  readonly assignmentId: string;
  readonly incomingId: string;
  readonly kind: ReminderKind;
  /** The same key reminds once. */
  readonly onceKey: string;
  readonly tone?: ReminderTone;
  readonly content?: string;
  readonly to: readonly Appointment[];
}

const AT_ONCE = 500;

/**
 * Writes reminders down with the people they go to, each once by its key, and announces them so that those people are
 * told. The proof stands before anybody is told: who, when, through which channel.
 *
 * @param byName who reminds, as it is kept and printed
 * @returns the reminders that are new
 */
export async function writeReminders(
  tx: Transaction,
  reminders: readonly NewReminder[],
  byName = "Hệ thống",
): Promise<readonly NewReminder[]> {
  const fresh: NewReminder[] = [];
  for (let from = 0; from < reminders.length; from += AT_ONCE) {
    fresh.push(...(await writeSome(tx, reminders.slice(from, from + AT_ONCE), byName)));
  }
  return fresh;
}

async function writeSome(
  tx: Transaction,
  reminders: readonly NewReminder[],
  byName: string,
): Promise<NewReminder[]> {
  const rows = reminders.map((reminder) => ({ id: uuidv7(tx.now), reminder }));
  const written = await tx.queries
    .insertInto("documents.reminder")
    .values(
      rows.map(({ id, reminder }) => ({
        id,
        assignment_id: reminder.assignmentId,
        kind: reminder.kind,
        once_key: reminder.onceKey,
        number: sql<number>`(select count(*)::int + 1 from documents.reminder r
          where r.assignment_id = ${reminder.assignmentId} and r.kind = ${reminder.kind})`,
        tone: reminder.tone ?? null,
        content: reminder.content ?? "",
        by_name: byName,
        at: tx.now,
      })),
    )
    .onConflict((conflict) => conflict.columns(["assignment_id", "kind", "once_key"]).doNothing())
    .returning("id")
    .execute();
  const ids = new Set(written.map((row) => row.id));
  const fresh = rows.filter((row) => ids.has(row.id));
  if (fresh.length === 0) return [];
  await tx.queries
    .insertInto("documents.reminder_recipient")
    .values(
      fresh.flatMap(({ id, reminder }) =>
        reminder.to.map((held) => ({
          reminder_id: id,
          appointment_id: held.id,
          person_id: held.personId,
          full_name: held.fullName,
        })),
      ),
    )
    // A person who holds two of the posts is reminded once.
    .onConflict((conflict) => conflict.columns(["reminder_id", "person_id"]).doNothing())
    .execute();
  for (const { id, reminder } of fresh) {
    const { kind } = reminder;
    const action =
      kind === "urged"
        ? "documents.urge"
        : kind.startsWith("escalated")
          ? "documents.escalate"
          : "documents.remind";
    tx.record({
      action,
      objectKind: "incoming-document",
      objectId: reminder.incomingId,
      data: {
        reminder: id,
        task: reminder.assignmentId,
        kind,
        to: reminder.to.map((held) => held.fullName).join(", "),
      },
    });
  }
  tx.emit({
    type: "documents.reminded",
    subjectId: fresh[0]?.id ?? "",
    data: { reminders: fresh.map((row) => row.id) },
  });
  return fresh.map((row) => row.reminder);
}
