import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { findOrganisations } from "../../../core/directory/index.ts";
import type { House } from "../../../core/system.ts";
import { computeIndexes } from "./index-766/compute-index.ts";
import { type Days, lastDayOf, monthOf, type Period, periodOf } from "./index-766/period.ts";

/** What everybody may know of a body's work in a period: numbers, nobody's name. */
export interface ProgressLine {
  /** Empty: the province. */
  readonly organisationId: string;
  readonly name: string;
  readonly received: number;
  /** Ended in the period, or open in it: with a promise, in time and late (indicator 2.1). */
  readonly inTime: number;
  readonly late: number;
  readonly rated: number;
  readonly satisfied: number;
  /** Index of QĐ 766/QĐ-TTg in hundredths; undefined: nothing to count. */
  readonly total: number | undefined;
  readonly possible: number;
}

export interface Progress {
  readonly lines: readonly ProgressLine[];
  readonly at: Date;
}

/** A public page is asked by many at once: they are told the same for a minute. */
const FRESH_MS = 60_000;
const MOST_KEPT = 40;

interface Kept {
  readonly until: number;
  readonly progress: Promise<Progress>;
}
const kept = new WeakMap<House, Map<string, Kept>>();

/** Progress of every body with dossiers in the period, and of the province, a minute old at most. */
export async function progressOf(house: House, days: Days, now: Date): Promise<Progress> {
  const periods = kept.get(house) ?? new Map<string, Kept>();
  kept.set(house, periods);
  const key = `${days.from}/${days.to}`;
  const known = periods.get(key);
  if (known && known.until > now.getTime()) return await known.progress;
  const progress = countProgress(house.database.queries, periodOf(days, now), now);
  if (periods.size >= MOST_KEPT) periods.clear();
  periods.set(key, { until: now.getTime() + FRESH_MS, progress });
  // What failed is asked again by the next one.
  progress.catch(() => periods.delete(key));
  return await progress;
}

async function countProgress(queries: Queries, period: Period, now: Date): Promise<Progress> {
  const [indexes, told] = await Promise.all([computeIndexes(queries, period), toldBy(queries, period)]);
  const names = new Map(
    (
      await findOrganisations(
        queries,
        indexes.map(({ organisationId }) => organisationId).filter(Boolean),
        lastDayOf(period),
      )
    ).map(({ id, name }) => [id, name]),
  );
  const lines = indexes.map(({ organisationId, groups, total, possible }): ProgressLine => {
    const counted = groups.flatMap((group) => group.lines).find(({ indicator }) => indicator.id === "2.1");
    const { n = 0, d = 0 } = counted?.counted ?? {};
    const { received = 0, rated = 0, satisfied = 0 } = told.get(organisationId) ?? {};
    return {
      organisationId,
      name: organisationId === "" ? "" : (names.get(organisationId) ?? ""),
      received,
      inTime: n,
      late: d - n,
      rated,
      satisfied,
      total,
      possible,
    };
  });
  // A body that the directory does not name on that day has no page of its own.
  return { lines: lines.filter(({ organisationId, name }) => organisationId === "" || name !== ""), at: now };
}

interface Told {
  readonly organisation_id: string | null;
  readonly received: number;
  readonly rated: number;
  readonly satisfied: number;
}

async function toldBy(queries: Queries, { begins, at }: Period): Promise<ReadonlyMap<string, Told>> {
  const { rows } = await sql<Told>`
    select organisation_id, sum(received)::int as received, sum(rated)::int as rated, sum(satisfied)::int as satisfied
      from (select organisation_id, 1 as received, 0 as rated, 0 as satisfied from public_services.quality_dossier
             where received_at >= ${begins} and received_at < ${at}
            union all
            select organisation_id, 0, 1, (overall >= 2)::int from public_services.quality_rating
             where rated_at >= ${begins} and rated_at < ${at}) told
     group by grouping sets ((organisation_id), ())`.execute(queries);
  return new Map(rows.map((row) => [row.organisation_id ?? "", row]));
}

/** The month of the first dossier, "2022-03"; this month when there is none. */
export async function firstMonth(queries: Queries, now: Date): Promise<string> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(received_at) as first from public_services.quality_dossier`.execute(queries);
  return monthOf(localDateOf(rows[0]?.first ?? now));
}

/** Months from the newest back to the first, at most so many. */
export function monthsBack(newest: string, first: string, most: number): readonly string[] {
  const months: string[] = [];
  for (let month = newest; month >= first && months.length < most; month = before(month)) months.push(month);
  return months;
}

function before(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, "0")}`;
}
