import { sql } from "kysely";
import { dayNumberOf, loadCalendar, localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { type NewNotification, notifyAll } from "../../../core/notify/index.ts";
import type { Loop } from "../../../core/system.ts";
import { type Transaction, transact } from "../../../core/transaction/index.ts";
import { formatDate } from "../../../core/ui/index.ts";
import { ruleOn } from "../retention.ts";

const HALF_HOUR = 1_800_000;

/** On working days: who has to deposit a file is told 30 days before, and again with the archive once it is late. */
export const depositNotices: Loop = {
  name: "records.notices",
  everyMs: HALF_HOUR,
  async run(house) {
    const calendar = await loadCalendar(house.database.queries);
    if (!calendar.isWorkingDay(dayNumberOf(new Date()))) return "rest";
    await transact(house, { actor: { kind: "system", name: "records.notices" } }, (tx) => giveNotice(tx));
    return "rest";
  },
};

interface Due {
  readonly id: string;
  readonly notation: string;
  readonly title: string;
  readonly keeper: string;
  readonly unit_id: string;
  readonly organisation_id: string;
  readonly due: string;
  readonly step: "before" | "overdue";
}

/**
 * Gives every notice that is due (NĐ 30/2020 PL VI.III.5.b: automatically, 30 days before). Each step of each due day is
 * told once, however often the platform restarts; a file kept back has a later due day.
 *
 * @returns how many files were told of
 */
export async function giveNotice(tx: Transaction): Promise<number> {
  const today = localDateOf(tx.now);
  const rule = await ruleOn(tx.queries, today);
  const { rows } = await sql<Due>`
    with due as (
      select f.id, f.notation, f.title, f.keeper, f.unit_id, f.organisation_id,
             greatest(f.deposit_due, f.kept_back_until) as due
        from records.work_file f
       where f.state in ('closed', 'returned') and f.deposit_due <= ${plusDays(today, rule.noticeDays)}::date
    ), stepped as (
      select *, case when due < ${today}::date then 'overdue' else 'before' end as step from due
       where due <= ${plusDays(today, rule.noticeDays)}::date
    ), fresh as (
      select s.* from stepped s
       where not exists (select 1 from records.notice n where n.file_id = s.id and n.due = s.due and n.step = s.step)
       order by s.due, s.id limit 2000
    ), told as (
      insert into records.notice (file_id, due, step, told, at)
      select id, due, step, 0, ${tx.now} from fresh on conflict do nothing returning file_id, step
    )
    select s.* from fresh s join told t on t.file_id = s.id and t.step = s.step order by s.due, s.id`.execute(
    tx.queries,
  );
  if (rows.length === 0) return 0;
  for (const row of rows) {
    const told = await notifyAll(tx, noticesOf(row));
    await tx.queries
      .updateTable("records.notice")
      .set({ told })
      .where("file_id", "=", row.id)
      .where("due", "=", row.due)
      .where("step", "=", row.step)
      .execute();
  }
  tx.record({
    action: "records.remind",
    objectKind: "work-files",
    objectId: today,
    data: { files: rows.length },
  });
  return rows.length;
}

function noticesOf(row: Due): readonly NewNotification[] {
  const late = row.step === "overdue";
  const note = {
    kind: "records.deposit-due",
    title: late
      ? {
          vi: `Hồ sơ ${row.notation} ${row.title} quá hạn nộp lưu từ ngày ${formatDate(row.due)}`,
          en: `Work file ${row.notation} ${row.title} was due for deposit on ${formatDate(row.due)}`,
        }
      : {
          vi: `Hồ sơ ${row.notation} ${row.title} đến hạn nộp lưu ngày ${formatDate(row.due)}`,
          en: `Work file ${row.notation} ${row.title} is due for deposit on ${formatDate(row.due)}`,
        },
    href: `/files/${row.id}`,
    urgency: late ? ("urgent" as const) : ("normal" as const),
    dedupeKey: `records.due:${row.id}:${row.due}:${row.step}`,
  };
  const unit = {
    ...note,
    to: { appointments: [row.keeper], organisations: [row.unit_id], roles: ["head-of-unit"] },
  };
  const archive = { ...note, to: { organisations: [row.organisation_id], roles: ["clerk"] } };
  return late ? [unit, archive] : [unit];
}
