import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";

/** What waiting is told by. */
export const WAITING_BY = ["day", "kind", "counter", "hour"] as const;
export type WaitingBy = (typeof WAITING_BY)[number];

export interface WaitingQuestion {
  readonly organisationId: string;
  /** Local days, both included. */
  readonly from: string;
  readonly to: string;
  readonly by: WaitingBy;
}

/** One day, kind, counter or hour. Minutes; null: nobody was called or served. */
export interface WaitingLine {
  readonly name: string;
  readonly drawn: number;
  readonly priority: number;
  readonly served: number;
  readonly absent: number;
  readonly left: number;
  readonly wait: number | null;
  /** Nine of ten waited no longer. */
  readonly wait90: number | null;
  readonly longest: number | null;
  readonly service: number | null;
}

const NAMES: Readonly<Record<WaitingBy, RawBuilder<unknown>>> = {
  day: sql`to_char(day, 'YYYY-MM-DD')`,
  kind: sql`kind_name`,
  counter: sql`coalesce(counter, '')`,
  // Local hour in which the ticket was drawn.
  hour: sql`to_char(drawn_at at time zone 'Asia/Ho_Chi_Minh', 'HH24')`,
};

const MINUTES_WAITED = sql`extract(epoch from (called_at - drawn_at)) / 60`;
const MINUTES_SERVED = sql`extract(epoch from (ended_at - serving_at)) / 60`;

/**
 * How long people waited, from drawing the number to the first call, and were served; the whole period stands last,
 * under the empty name.
 */
export async function waitingTimes(
  queries: Queries,
  { organisationId, from, to, by }: WaitingQuestion,
): Promise<readonly WaitingLine[]> {
  const { rows } = await sql<WaitingLine & { whole: number }>`
    select coalesce(name, '') as name, grouping(name) as whole, count(*)::int as drawn,
           count(*) filter (where priority is not null)::int as priority,
           count(*) filter (where state = 'done')::int as served,
           count(*) filter (where state = 'absent')::int as absent,
           count(*) filter (where state = 'left')::int as left,
           (avg(${MINUTES_WAITED}))::float8 as wait,
           (percentile_cont(0.9) within group (order by ${MINUTES_WAITED}))::float8 as wait90,
           (max(${MINUTES_WAITED}))::float8 as longest,
           (avg(${MINUTES_SERVED}) filter (where state = 'done'))::float8 as service
      from (select *, ${NAMES[by]} as name from public_services.desk_ticket
             where organisation_id = ${organisationId}::uuid and day between ${from}::date and ${to}::date) t
     group by grouping sets ((name), ()) order by whole, name`.execute(queries);
  return rows.filter(({ drawn }) => drawn > 0);
}
