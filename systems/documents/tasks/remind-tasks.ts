import { sql } from "kysely";
import {
  addWorkingDays,
  dayNumberOf,
  loadCalendar,
  localDateOf,
  type WorkingCalendar,
} from "../../../core/calendar/index.ts";
import type { Loop } from "../../../core/system.ts";
import { type Transaction, transact } from "../../../core/transaction/index.ts";
import { peopleFinder } from "./people-of-task.ts";
import { DEFAULT_REMINDER_DAYS, type ReminderDays } from "./reminder-days.ts";
import type { ReminderKind } from "./tables.ts";
import { type NewReminder, writeReminders } from "./write-reminders.ts";

const HALF_HOUR = 1_800_000;

/** Reminds of deadlines on working days: before, on the day, overdue; and tells superiors of what stays overdue. */
export const taskReminders: Loop = {
  name: "documents.overdue",
  everyMs: HALF_HOUR,
  async run(house) {
    const calendar = await loadCalendar(house.database.queries);
    if (!calendar.isWorkingDay(dayNumberOf(new Date()))) return "rest";
    await transact(house, { actor: { kind: "system", name: "documents.overdue" } }, (tx) => remindTasks(tx));
    return "rest";
  },
};

/**
 * Writes every reminder that is due at this moment: once before each deadline, once on its day, once each working day
 * of delay to the person in charge; once for each deadline to the head of the unit, then to the leader.
 *
 * @returns how many reminders are new
 */
export async function remindTasks(tx: Transaction): Promise<number> {
  const open = await openTasks(tx);
  const finder = peopleFinder(tx);
  const calendars = new Map<string, WorkingCalendar>();
  const wanted: NewReminder[] = [];
  for (const task of open) {
    const calendar =
      calendars.get(task.organisation_id) ?? (await loadCalendar(tx.queries, task.organisation_id));
    calendars.set(task.organisation_id, calendar);
    for (const { kind, onceKey } of remindersDue(task.due, tx.now, task, calendar)) {
      const to =
        kind === "escalated-unit"
          ? await finder.heads(task.unit_id)
          : kind === "escalated-leader"
            ? await finder.leader(task.presented_to, task.organisation_id)
            : await finder.inCharge(task);
      if (to.length > 0) {
        wanted.push({ assignmentId: task.id, incomingId: task.incoming_id, kind, onceKey, to });
      }
    }
  }
  return (await writeReminders(tx, wanted)).length;
}

/** Which reminders a deadline asks for at a moment, whether they were given or not. Days are working days. */
export function remindersDue(
  due: Date,
  now: Date,
  days: ReminderDays,
  calendar: WorkingCalendar,
): { readonly kind: ReminderKind; readonly onceKey: string }[] {
  const deadline = due.toISOString();
  if (now <= due) {
    if (localDateOf(now) === localDateOf(due)) return [{ kind: "on-day", onceKey: deadline }];
    return days.before > 0 && addWorkingDays(now, days.before, calendar) >= due
      ? [{ kind: "before", onceKey: deadline }]
      : [];
  }
  const late = (after: number) => addWorkingDays(due, after, calendar) <= now;
  return [
    { kind: "overdue", onceKey: localDateOf(now) },
    ...(late(days.unit) ? [{ kind: "escalated-unit" as const, onceKey: deadline }] : []),
    ...(late(days.leader) ? [{ kind: "escalated-leader" as const, onceKey: deadline }] : []),
  ];
}

interface OpenTask extends ReminderDays {
  readonly id: string;
  readonly incoming_id: string;
  readonly organisation_id: string;
  readonly presented_to: string | null;
  readonly unit_id: string;
  readonly appointment_id: string | null;
  readonly due: Date;
}

/** 30 working days are never more than 90 days, whatever the holidays. */
const LOOK_AHEAD = "90 days";

async function openTasks(tx: Transaction): Promise<readonly OpenTask[]> {
  const { before, unit, leader } = DEFAULT_REMINDER_DAYS;
  const { rows } = await sql<OpenTask>`
    select a.id, a.incoming_id, i.organisation_id, i.presented_to, a.unit_id, a.appointment_id,
           coalesce(a.person_deadline, a.deadline) as due, coalesce(d.before_days, ${before}::int) as before,
           coalesce(d.unit_days, ${unit}::int) as unit, coalesce(d.leader_days, ${leader}::int) as leader
      from documents.assignment a
      join documents.incoming i on i.id = a.incoming_id
      left join documents.reminder_days d on d.organisation_id = i.organisation_id
     where a.state in ('waiting', 'processing') and coalesce(a.person_deadline, a.deadline) < ${tx.now}::timestamptz + ${LOOK_AHEAD}::interval
       and i.state in ('assigned', 'processing') and not i.frozen
     order by due, a.id`.execute(tx.queries);
  return rows;
}
