import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { figureExport } from "./figure-export.ts";
import { figurePage } from "./figure-page.tsx";
import { progressUnitPage, progressUnitsPage } from "./progress-pages.tsx";
import { boardPost, qualityExport, qualityPage } from "./quality-page.tsx";
import { ratePage, ratePost } from "./rate-page.tsx";
import { ratingPage, ratingsExport, ratingsPage, reviewPost } from "./ratings-pages.tsx";
import { unitsExport, unitsPage } from "./units-page.tsx";
import { weightsPage, weightsPost } from "./weights-page.tsx";

/** Officials below /quality; everybody on /progress, and on /rate with the link they were given. */
export function qualityPages(app: Hono<HttpEnv>): void {
  app.get("/quality", qualityPage);
  app.post("/quality/board", boardPost);
  app.get("/quality/units", unitsPage);
  app.get("/quality/figure", figurePage);
  app.get("/quality/ratings", ratingsPage);
  for (const kind of ["xlsx", "pdf", "csv"]) {
    app.get(`/quality.${kind}`, qualityExport);
    app.get(`/quality/units.${kind}`, unitsExport);
    app.get(`/quality/figure.${kind}`, figureExport);
    app.get(`/quality/ratings.${kind}`, ratingsExport);
  }
  app.get("/quality/ratings/:id", ratingPage);
  app.post("/quality/ratings/:id", reviewPost);
  app.get("/quality/weights", weightsPage);
  app.post("/quality/weights", weightsPost);
  app.get("/rate/:token", ratePage);
  app.post("/rate/:token", ratePost);
  app.get("/progress", progressUnitsPage);
  app.get("/progress/:organisation", progressUnitPage);
}
