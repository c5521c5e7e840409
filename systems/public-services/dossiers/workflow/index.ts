/** Workflows of dossiers: what the rest of the room uses. */
export { checkWorkflow, type WorkflowProblem } from "./check-workflow.ts";
export {
  type WorkflowDefinition,
  type WorkflowEdge,
  type WorkflowStep,
  workflowDefinition,
} from "./definition.ts";
export { nextSteps, publishedWorkflow, type WorkflowVersion, workflowVersion } from "./find-workflows.ts";
export { seedWorkflows } from "./seed-workflows.ts";
