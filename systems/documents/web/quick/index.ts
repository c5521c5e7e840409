import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { quickElectronic, quickElectronicPage } from "./electronic-page.tsx";
import { duplicateWhileTyping, issuersWhileTyping } from "./lookups.ts";
import { quickPaper, quickPaperPage } from "./paper-page.tsx";

/** Pages of the clerk who registers many documents by keyboard. Before the incoming documents, whose ids may be any word. */
export function quickPages(app: Hono<HttpEnv>): void {
  app.get("/incoming/quick", quickPaperPage);
  app.post("/incoming/quick", quickPaper);
  app.get("/incoming/quick/electronic", quickElectronicPage);
  app.post("/incoming/quick/electronic", quickElectronic);
  app.get("/incoming/issuers", issuersWhileTyping);
  app.get("/incoming/duplicates", duplicateWhileTyping);
}
