import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import { fold } from "../../../../core/search/index.ts";
import "../tables.ts";

export type WorkflowState = "published" | "changed" | "unpublished";
export const WORKFLOW_STATES: readonly WorkflowState[] = ["published", "changed", "unpublished"];
export const WORKFLOW_SORTS = ["name", "code", "running", "changed"] as const;
export type WorkflowSort = (typeof WORKFLOW_SORTS)[number];

/** A line of the list of workflows. */
export interface WorkflowLine {
  readonly code: string;
  readonly name: string;
  readonly state: WorkflowState;
  /** Number of the version in use. */
  readonly number: number | null;
  /** Dossiers that are not at their end, on all versions. */
  readonly running: number;
  /** Those of them on older versions. */
  readonly behind: number;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** Workflows by words of name and code, with or without diacritics; there are few, so that words are compared here. */
export async function listWorkflows(
  queries: Queries,
  asked: {
    readonly text: string;
    readonly state: WorkflowState | undefined;
    readonly sort: WorkflowSort;
    readonly descending: boolean;
  },
): Promise<readonly WorkflowLine[]> {
  const order = {
    name: sql`w.name collate "vi-x-icu"`,
    code: sql`w.code`,
    running: sql`coalesce(r.running, 0)`,
    changed: sql`w.changed_at`,
  }[asked.sort];
  const { rows } = await sql<WorkflowLine>`
    with r as (
      select v.code, count(*)::int as running, (count(*) filter (where v.id <> p.published_id))::int as behind
        from public_services.dossier d
        join public_services.workflow_version v on v.id = d.workflow_version_id
        join public_services.workflow p on p.code = v.code
       where d.state in (1, 2, 4, 5, 6, 9) group by v.code)
    select w.code, w.name, v.number, coalesce(r.running, 0) as running, coalesce(r.behind, 0) as behind,
           case when w.published_id is null then 'unpublished'
                when w.working is not null then 'changed' else 'published' end as state,
           w.changed_at as "changedAt", w.changed_by as "changedBy"
      from public_services.workflow w
      left join public_services.workflow_version v on v.id = w.published_id
      left join r on r.code = w.code
     order by ${order} ${asked.descending ? sql`desc` : sql`asc`}, w.code`.execute(queries);
  const words = fold(asked.text).split(/\s+/).filter(Boolean);
  return rows.filter(({ name, code, state }) => {
    const found = fold(`${name} ${code}`);
    return (
      (asked.state === undefined || state === asked.state) && words.every((word) => found.includes(word))
    );
  });
}
