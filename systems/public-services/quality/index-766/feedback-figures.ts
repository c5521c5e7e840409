import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import type { Figures } from "./dossier-figures.ts";
import type { Period } from "./period.ts";

/**
 * Feedback about a body, or about all of them: 5.1 how much, 5.2 answered in time, 5.3 satisfied with the answer. What is
 * neither answered nor due in the period is not judged yet.
 *
 * @returns by body; under the empty name all together
 */
export async function countFeedbackFigures(
  queries: Queries,
  { begins, at }: Period,
): Promise<ReadonlyMap<string, Figures>> {
  const { rows } = await sql<{
    organisation_id: string | null;
    received: number;
    judged: number;
    timely: number;
    rated: number;
    satisfied: number;
  }>`
    with told as (
      select *, received_at >= ${begins} and received_at < ${at} as new,
             coalesce(answered_at >= ${begins} and answered_at < ${at}, false)
               or (due_at >= ${begins} and due_at < ${at} and (answered_at is null or answered_at >= ${at})) as judged
        from public_services.quality_feedback)
    select organisation_id, count(*) filter (where new)::int as received,
           count(*) filter (where judged)::int as judged,
           count(*) filter (where judged and answered_at <= due_at and answered_at < ${at})::int as timely,
           count(*) filter (where new and satisfied is not null)::int as rated,
           count(*) filter (where new and satisfied)::int as satisfied
      from told group by grouping sets ((organisation_id), ())`.execute(queries);
  return new Map(
    rows.map((row) => [
      row.organisation_id ?? "",
      new Map([
        ["5.1", { n: row.received, d: row.received }],
        ["5.2", { n: row.timely, d: row.judged }],
        ["5.3", { n: row.satisfied, d: row.rated }],
      ] as const),
    ]),
  );
}
