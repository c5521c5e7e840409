import type { Hono } from "hono";
import type { HttpEnv } from "../../../../../core/http/index.ts";
import { workflowsExport, workflowsPage } from "./list-page.tsx";
import { migratePage, migratePost } from "./migrate-page.tsx";
import { newWorkflowPage, newWorkflowPost } from "./new-page.tsx";
import { publishPage, publishPost } from "./publish-page.tsx";
import { stepPage, stepPost } from "./step-page.tsx";
import { versionPage, versionsPage } from "./versions-page.tsx";
import { wayPage, wayPost } from "./way-page.tsx";
import { workflowPage, workflowPost } from "./workflow-page.tsx";

export { WorkflowDrawing } from "./draw-workflow.tsx";
export { workflowsHelp } from "./help.ts";

/** Officials below /workflows: every one reads, the office that controls procedures writes. */
export function workflowPages(app: Hono<HttpEnv>): void {
  app.get("/workflows", workflowsPage);
  for (const kind of ["xlsx", "pdf"]) app.get(`/workflows.${kind}`, workflowsExport);
  app.get("/workflows/new", newWorkflowPage);
  app.post("/workflows/new", newWorkflowPost);
  app.get("/workflows/:code", workflowPage);
  app.post("/workflows/:code", workflowPost);
  app.get("/workflows/:code/new-step", stepPage);
  app.post("/workflows/:code/new-step", stepPost);
  app.get("/workflows/:code/steps/:step", stepPage);
  app.post("/workflows/:code/steps/:step", stepPost);
  app.get("/workflows/:code/new-way", wayPage);
  app.post("/workflows/:code/new-way", wayPost);
  app.get("/workflows/:code/ways/:from/:to", wayPage);
  app.post("/workflows/:code/ways/:from/:to", wayPost);
  app.get("/workflows/:code/publish", publishPage);
  app.post("/workflows/:code/publish", publishPost);
  app.get("/workflows/:code/versions", versionsPage);
  app.get("/workflows/:code/versions/:number", versionPage);
  app.get("/workflows/:code/migrate", migratePage);
  app.post("/workflows/:code/migrate", migratePost);
}
