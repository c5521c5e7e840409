/** Pages of composing: what the front of the documents room mounts. */
import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { composeAction, composePage, keepInBackground } from "./compose-page.tsx";
import { opinionsAction, opinionsPage } from "./opinions-page.tsx";
import { previewPdf } from "./preview.ts";
import { startAction, startPage } from "./start-page.tsx";
import { templateAction, templatePage, templatesPage } from "./template-pages.tsx";
import { versionsPage } from "./versions-page.tsx";

/** Mounts /compose and everything under it. */
export function composingPages(app: Hono<HttpEnv>): void {
  app.get("/compose", startPage);
  app.post("/compose", startAction);
  app.get("/compose/templates", templatesPage);
  app.get("/compose/templates/:template", templatePage);
  app.post("/compose/templates/:template", templateAction);
  app.get("/compose/:id", composePage);
  app.post("/compose/:id", composeAction);
  app.post("/compose/:id/keep", keepInBackground);
  app.get("/compose/:id/preview.pdf", previewPdf);
  app.get("/compose/:id/versions", versionsPage);
  app.get("/compose/:id/opinions", opinionsPage);
  app.post("/compose/:id/opinions", opinionsAction);
}
