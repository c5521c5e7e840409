import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { countedListPage } from "./list-page.tsx";
import { statisticsExport, statisticsPage } from "./statistics-page.tsx";

/** Statistics of an organisation's documents: tables whose every figure opens its list. */
export function statisticsPages(app: Hono<HttpEnv>): void {
  app.get("/statistics", statisticsPage);
  app.get("/statistics.xlsx", (c) => statisticsExport(c, "xlsx"));
  app.get("/statistics.pdf", (c) => statisticsExport(c, "pdf"));
  app.get("/statistics/list", countedListPage);
}
