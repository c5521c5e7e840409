/** Workflows of dossiers: what the rest of the room uses. */
import "./audit-words.ts";
import "./events.ts";

export { checkWorkflow, type WorkflowProblem } from "./check-workflow.ts";
export {
  type WorkflowDefinition,
  type WorkflowEdge,
  type WorkflowStep,
  workflowDefinition,
} from "./definition.ts";
export { nextSteps, publishedWorkflow, type WorkflowVersion, workflowVersion } from "./find-workflows.ts";
export { migrateDossiers } from "./migrate-dossiers.ts";
export { decideMoves, migrationPlan } from "./migration-plan.ts";
export { publishWorkflow } from "./publish-workflow.ts";
export { createWorkflow, discardWorking, saveWorking } from "./save-working.ts";
export { seedWorkflows } from "./seed-workflows.ts";
