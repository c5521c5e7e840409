import type { Hono } from "hono";
import type { HttpEnv } from "../../../core/http/index.ts";
import { addFound, addPage, addToFiles, addToFilesPage, addUploaded } from "./add-pages.tsx";
import {
  catalogueAction,
  catalogueExport,
  cataloguePage,
  catalogueTemplate,
  importAction,
} from "./catalogue-pages.tsx";
import { depositExport, depositPage, depositsPage, makeDeposit, newDepositPage } from "./deposit-pages.tsx";
import { actOnFile, askActionPage } from "./file-actions.tsx";
import { createFileAction, editFileAction, editFilePage, newFilePage } from "./file-form.tsx";
import { fileList, filePage, materialFile } from "./file-page.tsx";
import { listExport, listPage, selectedFiles } from "./list-page.tsx";
import { packageFile } from "./package-files.ts";

/** The pages of work files. Named addresses come before those with an id. */
export function recordsPages(app: Hono<HttpEnv>): void {
  app.get("/files", listPage);
  app.get("/files.xlsx", listExport);
  app.get("/files.pdf", listExport);
  app.post("/files/selected", selectedFiles);
  app.get("/files/new", newFilePage);
  app.post("/files/new", createFileAction);
  app.get("/files/add", addToFilesPage);
  app.post("/files/add", addToFiles);
  app.get("/files/catalogues/template.xlsx", catalogueTemplate);
  app.get("/files/catalogues/:year", cataloguePage);
  app.get("/files/catalogues/:year/list.xlsx", catalogueExport);
  app.get("/files/catalogues/:year/list.pdf", catalogueExport);
  app.post("/files/catalogues/:year/import", importAction);
  for (const action of ["line", "remove", "issue"]) {
    app.post(`/files/catalogues/:year/${action}`, catalogueAction);
  }
  app.get("/files/deposits", depositsPage);
  app.get("/files/deposits/new", newDepositPage);
  app.post("/files/deposits/new", makeDeposit);
  app.get("/files/deposits/:id", depositPage);
  app.get("/files/deposits/:id/list.xlsx", depositExport);
  app.get("/files/deposits/:id/list.pdf", depositExport);
  app.get("/files/packages/:name", packageFile);
  app.get("/files/:id", filePage);
  app.get("/files/:id/list.pdf", fileList);
  app.get("/files/:id/list.xml", fileList);
  app.get("/files/:id/edit", editFilePage);
  app.post("/files/:id/edit", editFileAction);
  app.get("/files/:id/add", addPage);
  app.post("/files/:id/add", addFound);
  app.post("/files/:id/material", addUploaded);
  app.get("/files/:id/materials/:item", materialFile);
  app.get("/files/:id/:action", askActionPage);
  app.post("/files/:id/:action", actOnFile);
}
