import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayChangeReminderDays } from "./permissions.ts";
import "./audit-words.ts";
import "./tables.ts";

/** Working days: before the deadline the person is reminded, after it the head of the unit and then the leader are told. */
export interface ReminderDays {
  readonly before: number;
  readonly unit: number;
  readonly leader: number;
}

/** What holds where an organisation has not set its own. */
export const DEFAULT_REMINDER_DAYS: ReminderDays = { before: 1, unit: 1, leader: 3 };

export async function reminderDaysOf(queries: Queries, organisationId: string): Promise<ReminderDays> {
  const own = await queries
    .selectFrom("documents.reminder_days")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .executeTakeFirst();
  return own
    ? { before: own.before_days, unit: own.unit_days, leader: own.leader_days }
    : DEFAULT_REMINDER_DAYS;
}

/** A leader sets the days of the own organisation. @throws FormRefusal on `before`, `unit`, `leader` */
export async function changeReminderDays(
  tx: Transaction,
  actor: PersonActor,
  days: ReminderDays,
): Promise<ReminderDays> {
  assertMay(actor, mayChangeReminderDays, { organisationId: actor.organisationId });
  const problems: Record<string, Sentence> = {};
  for (const [field, max] of [
    ["before", 30],
    ["unit", 60],
    ["leader", 90],
  ] as const) {
    const amount = days[field];
    if (!Number.isInteger(amount) || amount < 0 || amount > max) {
      problems[field] = {
        vi: `Nhập số ngày làm việc từ 0 đến ${max}.`,
        en: `Enter working days from 0 to ${max}.`,
      };
    }
  }
  if (!problems.leader && !problems.unit && days.leader < days.unit) {
    problems.leader = {
      vi: "Lãnh đạo được báo cùng lúc hoặc sau trưởng đơn vị.",
      en: "The leader is told with or after the head of the unit.",
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const row = {
    before_days: days.before,
    unit_days: days.unit,
    leader_days: days.leader,
    changed_by_name: actor.fullName,
    changed_at: tx.now,
  };
  await tx.queries
    .insertInto("documents.reminder_days")
    .values({ organisation_id: actor.organisationId, ...row })
    .onConflict((conflict) => conflict.column("organisation_id").doUpdateSet(row))
    .execute();
  tx.record({
    action: "documents.change-reminder-days",
    objectKind: "organisation",
    objectId: actor.organisationId,
    data: { before: days.before, unit: days.unit, leader: days.leader },
  });
  return days;
}
