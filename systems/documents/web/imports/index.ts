import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { importPage, importsPage, refusedExport } from "./import-pages.tsx";

/** What came from other systems, for administrators. */
export function importPages(app: Hono<HttpEnv>): void {
  app.get("/administration/imports", importsPage);
  app.get("/administration/imports/:id", importPage);
  app.get("/administration/imports/:id/refused.xlsx", refusedExport);
}
