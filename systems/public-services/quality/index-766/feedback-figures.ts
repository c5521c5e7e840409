import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import type { Figures } from "./dossier-figures.ts";
import type { IndicatorId } from "./indicators.ts";
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
      select *, received_at >= ${begins} and received_at < ${at} as new, ${judged({ begins, at })} as judged,
             ${timely({ at })} as timely
        from public_services.quality_feedback)
    select organisation_id, count(*) filter (where new)::int as received,
           count(*) filter (where judged)::int as judged,
           count(*) filter (where judged and timely)::int as timely,
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

export interface FeedbackLine {
  readonly id: string;
  readonly kind: string;
  readonly received_at: Date;
  readonly due_at: Date;
  readonly answered_at: Date | null;
  readonly hit: boolean;
}

/** What stands behind a figure of feedback, the newest first. */
export async function feedbackOfFigure(
  queries: Queries,
  id: IndicatorId,
  { begins, at }: Period,
  organisationId: string | undefined,
): Promise<readonly FeedbackLine[]> {
  const isNew = sql`received_at >= ${begins} and received_at < ${at}`;
  const of =
    id === "5.2" ? judged({ begins, at }) : id === "5.3" ? sql`${isNew} and satisfied is not null` : isNew;
  const hit = id === "5.2" ? timely({ at }) : id === "5.3" ? sql`satisfied` : sql`true`;
  const { rows } = await sql<FeedbackLine>`
    select id, kind, received_at, due_at, answered_at, coalesce(${hit}, false) as hit
      from public_services.quality_feedback
     where ${of} ${organisationId === undefined ? sql`` : sql`and organisation_id = ${organisationId}::uuid`}
     order by received_at desc, id limit 5000`.execute(queries);
  return rows;
}

/** Answered in the period, or due in it and not answered by its end. */
function judged({ begins, at }: Pick<Period, "begins" | "at">): RawBuilder<unknown> {
  return sql`(coalesce(answered_at >= ${begins} and answered_at < ${at}, false)
    or (due_at >= ${begins} and due_at < ${at} and (answered_at is null or answered_at >= ${at})))`;
}

function timely({ at }: Pick<Period, "at">): RawBuilder<unknown> {
  return sql`(answered_at <= due_at and answered_at < ${at})`;
}
