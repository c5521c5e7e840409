import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import { notFound } from "../../../../core/errors.ts";
import "../tables.ts";
import { type WorkflowDefinition, type WorkflowEdge, workflowDefinition } from "./definition.ts";

export interface WorkflowVersion {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly number: number;
  readonly definition: WorkflowDefinition;
}

/** The version new dossiers begin with; undefined while none is published. */
export async function publishedWorkflow(
  queries: Queries,
  code: string,
): Promise<WorkflowVersion | undefined> {
  return await versions(queries)
    .where("w.code", "=", code)
    .whereRef("v.id", "=", "w.published_id")
    .executeTakeFirst();
}

/** The version a dossier met. */
export async function workflowVersion(queries: Queries, id: string): Promise<WorkflowVersion> {
  return await versions(queries).where("v.id", "=", id).executeTakeFirstOrThrow();
}

/** The ways on from a step. */
export function nextSteps(definition: WorkflowDefinition, step: string): readonly WorkflowEdge[] {
  return definition.edges.filter(({ from }) => from === step);
}

function versions(queries: Queries) {
  return queries
    .selectFrom("public_services.workflow_version as v")
    .innerJoin("public_services.workflow as w", "w.code", "v.code")
    .select(["v.id", "v.code", "w.name", "v.number", "v.definition"]);
}

/** A workflow as its editors see it. */
export interface EditedWorkflow {
  readonly code: string;
  readonly name: string;
  /** What is being written, or the version in use when nothing is. */
  readonly definition: WorkflowDefinition;
  /** True when something waits to be published. */
  readonly changed: boolean;
  /** Counts changes: what a page was made from. */
  readonly seen: number;
  readonly published: WorkflowVersion | undefined;
}

/** @throws Refusal 404 when there is no such workflow */
export async function getEditedWorkflow(
  queries: Queries,
  code: string,
  options: { readonly lock?: boolean } = {},
): Promise<EditedWorkflow> {
  const row = await queries
    .selectFrom("public_services.workflow")
    .select(["code", "name", "working", "working_version"])
    .where("code", "=", code)
    .$if(options.lock === true, (query) => query.forUpdate())
    .executeTakeFirst();
  if (!row) throw notFound();
  const published = await publishedWorkflow(queries, code);
  const definition = row.working === null ? published?.definition : workflowDefinition.parse(row.working);
  if (!definition) throw notFound();
  return {
    code: row.code,
    name: row.name,
    definition,
    changed: row.working !== null,
    seen: row.working_version,
    published,
  };
}

/** A version as the list of versions shows it. */
export interface WorkflowVersionLine {
  readonly id: string;
  readonly number: number;
  readonly note: string;
  readonly publishedAt: Date;
  readonly publishedBy: string;
  readonly definition: WorkflowDefinition;
  /** Dossiers on it that are not at their end. */
  readonly running: number;
}

/** Every version of a workflow, the newest first. */
export async function versionsOfWorkflow(
  queries: Queries,
  code: string,
): Promise<readonly WorkflowVersionLine[]> {
  const { rows } = await sql<WorkflowVersionLine>`
    select v.id, v.number, v.note, v.published_at as "publishedAt", v.published_by as "publishedBy", v.definition,
           (select count(*)::int from public_services.dossier d
             where d.workflow_version_id = v.id and d.state in (1, 2, 4, 5, 6, 9)) as running
      from public_services.workflow_version v where v.code = ${code} order by v.number desc`.execute(queries);
  return rows;
}
