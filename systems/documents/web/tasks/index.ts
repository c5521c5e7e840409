import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { changeDaysAction, daysPage } from "./days-page.tsx";
import { decideExtensionAction, extensionPage } from "./extension-page.tsx";
import { originPage } from "./origin-page.tsx";
import { taskExport } from "./task-export.ts";
import { tasksPage } from "./tasks-page.tsx";

/** Pages of tasks: lists with their counts, requests for later deadlines, days of reminders. */
export function taskPages(app: Hono<HttpEnv>): void {
  app.get("/tasks", tasksPage);
  app.get("/tasks.xlsx", taskExport);
  app.get("/tasks.docx", taskExport);
  app.get("/tasks.pdf", taskExport);
  app.get("/tasks/days", daysPage);
  app.post("/tasks/days", changeDaysAction);
  app.get("/tasks/origins/:id", originPage);
  app.get("/tasks/extensions/:id", extensionPage);
  app.post("/tasks/extensions/:id", decideExtensionAction);
}
