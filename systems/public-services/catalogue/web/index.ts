import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { editPage, editPost } from "./edit-page.tsx";
import { importPage, importPost, importReportPage } from "./import-page.tsx";
import { keeperChosen, proceduresExport, proceduresPage } from "./procedures-page.tsx";
import { publishPost, withdrawPost } from "./publish.ts";
import { servicePage } from "./service-page.tsx";
import { servicesPage } from "./services-page.tsx";
import { versionsPage } from "./versions-page.tsx";

/** Pages for everybody below /services, pages of officials below /procedures. */
export function cataloguePages(app: Hono<HttpEnv>): void {
  app.get("/services", servicesPage);
  app.get("/services/:code", servicePage);
  app.get("/procedures", proceduresPage);
  app.get("/procedures.xlsx", proceduresExport);
  app.get("/procedures.pdf", proceduresExport);
  app.post("/procedures/keeper", keeperChosen);
  app.get("/procedures/new", editPage);
  app.post("/procedures/new", editPost);
  app.get("/procedures/import", importPage);
  app.post("/procedures/import", importPost);
  app.get("/procedures/import/:id", importReportPage);
  app.get("/procedures/:code", versionsPage);
  app.get("/procedures/:code/edit", editPage);
  app.post("/procedures/:code/edit", editPost);
  app.post("/procedures/:code/publish", publishPost);
  app.post("/procedures/:code/withdraw", withdrawPost);
}
