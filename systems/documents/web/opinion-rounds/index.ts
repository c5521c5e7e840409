import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { roundsExport, roundsPage } from "./list-page.tsx";
import { newRoundPage, openRoundAction } from "./new-page.tsx";
import { roundAction } from "./round-actions.ts";
import { roundFile, roundSummary } from "./round-files.ts";
import { roundPage } from "./round-page.tsx";

/** Pages of opinion rounds: what waits for an answer, asking, answering, counting. */
export function opinionRoundPages(app: Hono<HttpEnv>): void {
  app.get("/opinion-rounds", roundsPage);
  app.get("/opinion-rounds/export.xlsx", roundsExport);
  app.get("/opinion-rounds/new", newRoundPage);
  app.post("/opinion-rounds/new", openRoundAction);
  app.get("/opinion-rounds/:id", roundPage);
  for (const kind of ["pdf", "xlsx", "docx"] as const)
    app.get(`/opinion-rounds/:id/summary.${kind}`, (c) => roundSummary(c, kind));
  app.get("/opinion-rounds/:id/files/:file", roundFile);
  app.post("/opinion-rounds/:id/:action", roundAction);
}
