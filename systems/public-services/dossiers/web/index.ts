import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { dossierFile, dossierPage } from "./dossier-page.tsx";
import { intakeCard, intakePage, intakePost } from "./intake-page.tsx";
import { dossiersExport, dossiersPage } from "./list-page.tsx";
import { officialAction } from "./official-actions.ts";
import {
  ownDossierFile,
  ownDossierPage,
  ownDossiersPage,
  ownSupplementPost,
  ownWithdrawPost,
} from "./own-pages.tsx";
import { progressPage, trackPage, trackPost } from "./track-pages.tsx";

/** Officials below /dossiers, everybody below /track, citizens below /me/dossiers. */
export function dossierPages(app: Hono<HttpEnv>): void {
  app.get("/dossiers", dossiersPage);
  for (const kind of ["xlsx", "docx", "pdf"]) app.get(`/dossiers.${kind}`, dossiersExport);
  app.get("/dossiers/new", intakePage);
  app.post("/dossiers/new", intakePost);
  app.post("/dossiers/new/card", intakeCard);
  app.get("/dossiers/:id", dossierPage);
  app.get("/dossiers/:id/files/:file", dossierFile);
  app.post("/dossiers/:id/:action", officialAction);
  app.get("/track", trackPage);
  app.post("/track", trackPost);
  app.get("/track/:token", progressPage);
  app.get("/me/dossiers", ownDossiersPage);
  app.get("/me/dossiers/:id", ownDossierPage);
  app.get("/me/dossiers/:id/files/:file", ownDossierFile);
  app.post("/me/dossiers/:id/supplement", ownSupplementPost);
  app.post("/me/dossiers/:id/withdraw", ownWithdrawPost);
}
