import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { copyFile, copyPage } from "./copy-page.tsx";
import { makeCopyOf, newCopyPage } from "./new-copy-page.tsx";

/** Pages of certified copies. To be mounted before those of incoming documents, whose actions have any name. */
export function copyPages(app: Hono<HttpEnv>): void {
  for (const kind of ["incoming", "outgoing"] as const) {
    app.get(`/${kind}/:id/copy`, (c) => newCopyPage(c, kind));
    app.post(`/${kind}/:id/copy`, (c) => makeCopyOf(c, kind));
  }
  app.get("/copies/:id", copyPage);
  app.get("/copies/:id/file", copyFile);
}
