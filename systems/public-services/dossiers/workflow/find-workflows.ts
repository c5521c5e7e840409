import type { Queries } from "../../../../core/database/index.ts";
import "../tables.ts";
import type { WorkflowDefinition, WorkflowEdge } from "./definition.ts";

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
