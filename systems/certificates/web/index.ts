import type { Hono } from "hono";
import type { HttpEnv } from "../../../core/http/index.ts";
import { actExport, actPage, remindAll } from "./act-page.tsx";
import { detailPage, handOver } from "./detail-page.tsx";
import { confirmImport, importPage, importTemplate, previewPage, uploadImport } from "./import-pages.tsx";
import { listExport, listPage, selectedAction } from "./list-page.tsx";
import { draftLater, draftNew, laterRequestPage, newRequestPage } from "./new-request-page.tsx";
import { reportsPage, shareDocumentsPage, takeIn } from "./reports-page.tsx";
import { moveRequestPage, requestForm, requestPage, requestsPage } from "./request-pages.tsx";
import { changeSettings, settingsPage } from "./settings-page.tsx";

/** The pages of the register of certificates. Named addresses come before those with an id. */
export function certificatePages(app: Hono<HttpEnv>): void {
  app.get("/certificates", listPage);
  app.get("/certificates.xlsx", listExport);
  app.get("/certificates.pdf", listExport);
  app.post("/certificates/selected", selectedAction);
  app.get("/certificates/act", actPage);
  app.get("/certificates/act.xlsx", actExport);
  app.get("/certificates/act.pdf", actExport);
  app.post("/certificates/act/remind", remindAll);
  app.get("/certificates/reports", reportsPage);
  app.get("/certificates/reports/documents", shareDocumentsPage);
  app.post("/certificates/take-in", takeIn);
  app.get("/certificates/import", importPage);
  app.post("/certificates/import", uploadImport);
  app.get("/certificates/import/template.xlsx", importTemplate);
  app.get("/certificates/import/:id", previewPage);
  app.post("/certificates/import/:id", confirmImport);
  app.get("/certificates/requests", requestsPage);
  app.get("/certificates/requests/new", newRequestPage);
  app.post("/certificates/requests/new", draftNew);
  app.get("/certificates/requests/later", laterRequestPage);
  app.post("/certificates/requests/later", draftLater);
  app.get("/certificates/requests/:id", requestPage);
  app.get("/certificates/requests/:id/form.pdf", requestForm);
  app.get("/certificates/requests/:id/list.pdf", requestForm);
  for (const action of ["submit", "cancel", "complete", "refuse"]) {
    app.post(`/certificates/requests/:id/${action}`, moveRequestPage);
  }
  app.get("/certificates/settings", settingsPage);
  app.post("/certificates/settings/units", changeSettings);
  app.post("/certificates/settings/alerts", changeSettings);
  app.get("/certificates/:id", detailPage);
  app.post("/certificates/:id/hand-over", handOver);
}
