import { sql } from "kysely";
import { dayNumberOf, loadCalendar, localDateOf, timeOfDay } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import { type NewNotification, notifyAll } from "../../core/notify/index.ts";
import type { Loop } from "../../core/system.ts";
import { type Transaction, transact } from "../../core/transaction/index.ts";
import { formatDate } from "../../core/ui/index.ts";
import type { RegisteredCertificate } from "./certificate.ts";
import { type ItUnits, itUnitsOn } from "./managers.ts";

/** When people are told, as decided for a day. */
export interface AlertRule {
  /** Days before the end, most first: 60, 30, 7. */
  readonly days: readonly number[];
  /** From so many days on the head of the unit and the province's managers are told too. */
  readonly escalateDays: number;
  readonly unusedMonths: number;
}

const FALLBACK: AlertRule = { days: [60, 30, 7], escalateDays: 7, unusedMonths: 6 };

/** The rule of a day; 60, 30 and 7 days when none was decided for it. */
export async function alertRuleOn(queries: Queries, at: Date): Promise<AlertRule> {
  const { rows } = await sql<AlertRule>`
    select days, escalate_days as "escalateDays", unused_months as "unusedMonths" from certificates.alert_rule
     where valid @> ${localDateOf(at)}::date`.execute(queries);
  const [rule] = rows;
  return rule ? { ...rule, days: [...rule.days].sort((a, b) => b - a) } : FALLBACK;
}

const QUARTER_HOUR = 900_000;

/** Once each working day, in working time: whoever must act on an ending certificate is told. */
export const expiryAlerts: Loop = {
  name: "certificates.alerts",
  everyMs: QUARTER_HOUR,
  async run(house) {
    const now = new Date();
    if (!(await isWorkingTime(house.database.queries, now))) return "rest";
    await transact(house, { actor: { kind: "system", name: "certificates.alerts" }, now }, (tx) =>
      alertOfDay(tx),
    );
    return "rest";
  },
};

/** True within a session of a working day. */
export async function isWorkingTime(queries: Queries, at: Date): Promise<boolean> {
  const calendar = await loadCalendar(queries);
  const day = dayNumberOf(at);
  if (!calendar.isWorkingDay(day)) return false;
  const minute = timeOfDay(at) / 60_000;
  return calendar.sessionsOn(day).some((session) => session.from <= minute && minute < session.to);
}

/**
 * Tells everybody who is due today. Safe to repeat: a day is done once, and each threshold of a certificate is told once,
 * however often the platform restarts.
 *
 * @returns how many certificates were told about
 */
export async function alertOfDay(tx: Transaction): Promise<number> {
  const claimed =
    await sql`insert into certificates.alert_day (day, at) values (${localDateOf(tx.now)}, ${tx.now})
    on conflict do nothing returning 1`.execute(tx.queries);
  if (claimed.rows.length === 0) return 0;
  const rule = await alertRuleOn(tx.queries, tx.now);
  const units = await itUnitsOn(tx.queries, tx.now);
  const due = await claimThresholds(tx, rule);
  for (let from = 0; from < due.length; from += AT_ONCE) {
    await notifyAll(
      tx,
      due.slice(from, from + AT_ONCE).map((each) => alertOf(each, units, rule, tx.now)),
    );
  }
  return due.length;
}

const AT_ONCE = 500;

interface Due extends RegisteredCertificate {
  readonly threshold: number;
}

/**
 * Certificates that have reached a threshold nobody was told of. The nearest is told, those passed over (an import of a
 * certificate with five days left) count as told.
 */
async function claimThresholds(tx: Transaction, rule: AlertRule): Promise<readonly Due[]> {
  const { rows } = await sql<Due>`
    with reached as (
      select c.id, c.not_after, d.days
        from certificates.certificate c
        join unnest(${rule.days}::smallint[]) as d(days)
          on c.not_after < ${tx.now}::timestamptz + make_interval(days => d.days)
       where c.state in ('issued', 'in-use', 'suspended') and c.not_after > ${tx.now}
         and not exists (select 1 from certificates.certificate n where n.replaces = c.id and n.state in ('issued', 'in-use'))
    ), told as (
      insert into certificates.alert_sent (certificate_id, not_after, days, at)
      select id, not_after, days, ${tx.now} from reached on conflict do nothing returning certificate_id, days
    ), nearest as (
      select id, min(days) as days from reached group by id
    )
    select c.*, n.days as threshold from nearest n
      join told t on t.certificate_id = n.id and t.days = n.days
      join certificates.certificate c on c.id = n.id
     order by c.not_after, c.id`.execute(tx.queries);
  return rows;
}

function alertOf(due: Due, units: ItUnits, rule: AlertRule, now: Date): NewNotification {
  const escalates = due.threshold <= rule.escalateDays;
  const named = units.byOrganisation.get(due.organisation_id) ?? [];
  return {
    ...reminderOf(due, now),
    to: {
      people: due.holder_kind === "person" ? [due.holder_id] : [],
      organisations: [
        ...(named.length > 0 ? named : [due.organisation_id]),
        ...(escalates ? [due.unit_id, ...units.managers] : []),
      ],
      roles: named.length > 0 || escalates ? ["clerk", "head-of-unit"] : ["clerk"],
    },
    urgency: escalates ? "urgent" : "normal",
    dedupeKey: `certificates.ends:${due.id}:${due.not_after.toISOString()}:${due.threshold}`,
  };
}

/** What a reminder says, without whom. */
export function reminderOf(
  due: RegisteredCertificate,
  now: Date,
): Pick<NewNotification, "kind" | "title" | "href"> {
  const days = Math.max(0, Math.floor((due.not_after.getTime() - now.getTime()) / 86_400_000));
  return {
    kind: "certificates.ends",
    title: {
      vi: `Chứng thư số của ${due.holder_name} hết hạn ngày ${formatDate(due.not_after)}, còn ${days} ngày: cần gia hạn`,
      en: `The certificate of ${due.holder_name} ends on ${formatDate(due.not_after)}, ${days} days left: renew it`,
    },
    href: `/certificates/${due.id}`,
  };
}
