import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { confirmAction, handoverPage, minutesFile, signAction } from "./handover-page.tsx";
import { beginAction, leaverPage } from "./leaver-page.tsx";
import { handoversExport, handoversPage } from "./list-page.tsx";

/** Pages of hand-overs: who left with open work, handing it over, the minutes. */
export function handoverPages(app: Hono<HttpEnv>): void {
  app.get("/handovers", handoversPage);
  app.get("/handovers/export.xlsx", handoversExport);
  app.get("/handovers/people/:id", leaverPage);
  app.post("/handovers/people/:id", beginAction);
  app.get("/handovers/:id", handoverPage);
  app.get("/handovers/:id/minutes.pdf", minutesFile);
  app.post("/handovers/:id/confirm", confirmAction);
  app.post("/handovers/:id/sign", signAction);
}
