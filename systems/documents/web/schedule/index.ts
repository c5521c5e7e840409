import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { enterAbsenceAction, newAbsencePage, removeAbsenceAction } from "./absence-page.tsx";
import { eventListExport, eventListPage } from "./event-list.tsx";
import {
  answerEventAction,
  cancelEventAction,
  changeEventAction,
  changeEventPage,
  enterEventAction,
  eventPage,
  newEventPage,
} from "./event-pages.tsx";
import { feedAction, feedFile } from "./feed-page.ts";
import { schedulePage } from "./schedule-page.tsx";
import { weekSheet } from "./week-sheet.ts";

/** The calendar of the unit: month, week and day, events, absences, and the file other programs read. */
export function schedulePages(app: Hono<HttpEnv>): void {
  app.get("/schedule", schedulePage);
  app.get("/schedule/absences/new", newAbsencePage);
  app.post("/schedule/absences", enterAbsenceAction);
  app.post("/schedule/absences/:id/remove", removeAbsenceAction);
  app.get("/schedule/list", eventListPage);
  app.get("/schedule/list.xlsx", eventListExport);
  app.get("/schedule/week.pdf", weekSheet);
  app.get("/schedule/events/new", newEventPage);
  app.post("/schedule/events", enterEventAction);
  app.get("/schedule/events/:id", eventPage);
  app.get("/schedule/events/:id/edit", changeEventPage);
  app.post("/schedule/events/:id", changeEventAction);
  app.post("/schedule/events/:id/cancel", cancelEventAction);
  app.post("/schedule/events/:id/answer", answerEventAction);
  app.post("/schedule/feed", feedAction);
  app.get("/schedule/feed/:token", feedFile);
}
