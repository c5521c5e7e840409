import { sql } from "kysely";
import type { Queries } from "../database/index.ts";

/** How much of one kind of background work there is. */
export interface KindStanding {
  readonly name: string;
  /** Due and not taken yet. */
  readonly waiting: number;
  readonly running: number;
  /** For a later time, not failed yet. */
  readonly scheduled: number;
  /** Failed at least once and to be tried again. */
  readonly retrying: number;
}

/** Present work in the queue by kind, the busiest first. Finished work is not kept. */
export async function queueStanding(queries: Queries): Promise<KindStanding[]> {
  const { rows } = await sql<KindStanding>`
    select task_identifier as name,
           count(*) filter (where locked_at is null and attempts = 0 and run_at <= now())::int as waiting,
           count(*) filter (where locked_at is not null)::int as running,
           count(*) filter (where locked_at is null and attempts = 0 and run_at > now())::int as scheduled,
           count(*) filter (where locked_at is null and attempts > 0 and attempts < max_attempts)::int as retrying
      from graphile_worker.jobs group by task_identifier
     order by count(*) desc, task_identifier`.execute(queries);
  return rows.filter((row) => row.waiting + row.running + row.scheduled + row.retrying > 0);
}
