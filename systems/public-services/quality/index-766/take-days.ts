import { sql } from "kysely";
import { type LocalDate, localDateOf, plusDays } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import type { House, Loop } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { computeIndexes, type ServiceIndex } from "./compute-index.ts";
import { monthOf, periodOf } from "./period.ts";

/** How far back days are taken when the room is new: older ones can be asked for on demand. */
const MOST_DAYS = 400;

/**
 * Keeps the figures of every day that is over, of each body and the province, from the first of its month to that day. A
 * day is one transaction: killed between two, it goes on where it stopped; a day that was taken is never taken again.
 */
export const takeDays: Loop = {
  name: "quality.take-days",
  everyMs: 10 * 60_000,
  async run(house, signal) {
    const taken = await takeNextDay(house, new Date());
    return taken && !signal.aborted ? "again" : "rest";
  },
};

/** @returns the day that was taken; undefined when none is missing */
export async function takeNextDay(house: House, now: Date): Promise<LocalDate | undefined> {
  const day = await nextDay(house.database.queries, now);
  if (day === undefined) return undefined;
  await transact(house, { actor: { kind: "system", name: "quality" } }, async (tx) => {
    const claimed =
      await sql`insert into public_services.quality_taken (day, taken_at) values (${day}::date, ${tx.now})
      on conflict do nothing returning day`.execute(tx.queries);
    // Another process takes or took it.
    if (claimed.rows.length === 0) return;
    const period = periodOf({ from: `${monthOf(day)}-01`, to: day }, now);
    const rows = (await computeIndexes(tx.queries, period)).map((index) => rowOf(day, index));
    await sql`insert into public_services.quality_day (day, organisation_id, total, possible, figures)
      select r.day, r.organisation_id, r.total, r.possible, r.figures
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(day date, organisation_id uuid, total numeric,
          possible numeric, figures jsonb)
      on conflict (day, organisation_id) do nothing`.execute(tx.queries);
  });
  return day;
}

/** The day after the last one taken, or the first with a dossier; only days that are over. */
async function nextDay(queries: Queries, now: Date): Promise<LocalDate | undefined> {
  const yesterday = plusDays(localDateOf(now), -1);
  const { rows } = await sql<{ last: string | null; first: Date | null }>`
    select (select max(day) from public_services.quality_taken) as last,
           (select min(received_at) from public_services.quality_dossier) as first`.execute(queries);
  const [found] = rows;
  const oldest = plusDays(yesterday, -MOST_DAYS);
  const begin = found?.first ? [localDateOf(found.first), oldest].sort().at(-1) : undefined;
  const next = found?.last ? plusDays(found.last, 1) : begin;
  return next === undefined || next > yesterday ? undefined : next;
}

function rowOf(day: LocalDate, { organisationId, groups, total, possible }: ServiceIndex) {
  const lines = groups.flatMap(({ lines }) => lines);
  return {
    day,
    organisation_id: organisationId === "" ? null : organisationId,
    total: total === undefined ? null : total / 100,
    possible: possible / 100,
    figures: Object.fromEntries(
      lines.map(({ indicator, counted, points }) => [
        indicator.id,
        { ...counted, points: points === undefined ? null : points / 100 },
      ]),
    ),
  };
}

/** The index of a body (or the province) at the end of a day, from the first of its month. */
export interface DayLine {
  readonly day: LocalDate;
  readonly total: number | null;
  readonly possible: number;
}

/** Days that were taken, the newest first. */
export async function daysTaken(
  queries: Queries,
  organisationId: string | undefined,
  limit: number,
): Promise<readonly DayLine[]> {
  const { rows } = await sql<DayLine>`
    select day, total::float8 as total, possible::float8 as possible from public_services.quality_day
     where organisation_id is not distinct from ${organisationId ?? null}::uuid
     order by day desc limit ${limit}`.execute(queries);
  return rows;
}
