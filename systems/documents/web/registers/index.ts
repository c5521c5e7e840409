import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { BOOKS } from "../../register-books.ts";
import { registerExport, registerPage } from "./register-page.tsx";

/** Pages of the registers, each with its two exports. */
export function registerPages(app: Hono<HttpEnv>): void {
  app.get("/registers", (c) => c.redirect("/registers/incoming", 303));
  for (const name of BOOKS) {
    app.get(`/registers/${name}`, registerPage);
    app.get(`/registers/${name}.xlsx`, registerExport);
    app.get(`/registers/${name}.pdf`, registerExport);
  }
}
