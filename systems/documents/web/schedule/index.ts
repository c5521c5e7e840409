import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { enterAbsenceAction, newAbsencePage, removeAbsenceAction } from "./absence-page.tsx";
import { feedAction, feedFile } from "./feed-page.ts";
import { schedulePage } from "./schedule-page.tsx";

/** The calendar of the unit: month and week, absences, and the file other programs read. */
export function schedulePages(app: Hono<HttpEnv>): void {
  app.get("/schedule", schedulePage);
  app.get("/schedule/absences/new", newAbsencePage);
  app.post("/schedule/absences", enterAbsenceAction);
  app.post("/schedule/absences/:id/remove", removeAbsenceAction);
  app.post("/schedule/feed", feedAction);
  app.get("/schedule/feed/:token", feedFile);
}
