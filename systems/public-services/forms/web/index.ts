import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { checkPage, submitAction } from "./check-page.tsx";
import { donePage, draftFile } from "./done-page.tsx";
import { answerQuestions, questionPage } from "./question-page.tsx";
import { resumeAction, resumePage } from "./resume-page.tsx";
import { startAction, startPage } from "./start-page.tsx";
import { deleteAction, deletePage, forgetAction, taskPage } from "./task-page.tsx";

/** The pages an application is filled in on. Named addresses come before those with a code. */
export function fillingPages(app: Hono<HttpEnv>): void {
  app.post("/services/forget", forgetAction);
  app.get("/services/resume/:draft/:key", resumePage);
  app.post("/services/resume/:draft/:key", resumeAction);
  app.get("/services/:code/apply", startPage);
  app.post("/services/:code/apply", startAction);
  for (const base of ["/services/:code/apply/:draft", "/forms/:code/try/:draft"]) {
    app.get(base, taskPage);
    app.get(`${base}/p/:page`, questionPage);
    app.post(`${base}/p/:page`, answerQuestions);
    app.get(`${base}/check`, checkPage);
    app.post(`${base}/check`, submitAction);
    app.get(`${base}/done`, donePage);
    app.get(`${base}/file/:file`, draftFile);
    app.get(`${base}/delete`, deletePage);
    app.post(`${base}/delete`, deleteAction);
  }
}
