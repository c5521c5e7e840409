import { sql } from "kysely";
import { plusDays } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import { FormRefusal } from "../../core/errors.ts";
import type { FileKind, Retention } from "./states.ts";

/** What the law says on a day about keeping and depositing. */
export interface RecordsRule {
  /** Files kept for fewer years are not deposited. */
  readonly minimumYears: number;
  readonly maximumYears: number;
  readonly depositMonths: number;
  readonly constructionMonths: number;
  readonly keepBackMonths: number;
  readonly noticeDays: number;
  readonly basis: string;
}

/** The rule in force on a day (`yyyy-MM-dd`). */
export async function ruleOn(queries: Queries, day: string): Promise<RecordsRule> {
  const { rows } = await sql<RecordsRule>`
    select minimum_years as "minimumYears", maximum_years as "maximumYears", deposit_months as "depositMonths",
           construction_months as "constructionMonths", keep_back_months as "keepBackMonths",
           notice_days as "noticeDays", basis
      from records.rule where valid @> ${day}::date`.execute(queries);
  const [rule] = rows;
  if (!rule) throw new Error(`no rule of retention holds on ${day}`);
  return rule;
}

/** @throws FormRefusal (years) when a term is missing or beyond what the law of the day knows */
export async function checkRetention(queries: Queries, retention: Retention, day: string): Promise<void> {
  if (retention.permanent) return;
  const { maximumYears, basis } = await ruleOn(queries, day);
  if (retention.years !== null && retention.years >= 1 && retention.years <= maximumYears) return;
  throw new FormRefusal({
    years: {
      vi: `Ghi số năm bảo quản từ 1 đến ${maximumYears}, hoặc chọn vĩnh viễn (${basis}).`,
      en: `Give a number of years from 1 to ${maximumYears}, or choose permanent (${basis}).`,
    },
  });
}

/** Whether the law of a day asks for the file to be deposited at all. */
export function isDeposited(retention: Retention, rule: RecordsRule): boolean {
  return retention.permanent || (retention.years ?? 0) >= rule.minimumYears;
}

/** The last day for depositing a file closed on a day; null when it stays with the unit. */
export function depositDueOf(
  file: Retention & { readonly kind: FileKind },
  closedOn: string,
  rule: RecordsRule,
): string | null {
  if (!isDeposited(file, rule)) return null;
  return plusMonths(closedOn, file.kind === "construction" ? rule.constructionMonths : rule.depositMonths);
}

/** The same day of a later month, or its last day: 31 August and six months are 28 or 29 February. */
export function plusMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return plusDays(first.toISOString().slice(0, 10), Math.min(date, last) - 1);
}

/** The last day of keeping: the retention counts from the day the work ended. Null = for ever, or still open. */
export function keptUntil(retention: Retention, closedOn: string | null): string | null {
  if (retention.permanent || retention.years === null || closedOn === null) return null;
  return plusMonths(closedOn, retention.years * 12);
}
