import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { actOnClosing, closingFile, closingPage } from "./closing-page.tsx";
import { askClosingAction, closingsPage } from "./closings-page.tsx";

/** Pages of the yearly closing of registers. Before the registers, whose names come after the same word. */
export function closingPages(app: Hono<HttpEnv>): void {
  app.get("/registers/closings", closingsPage);
  app.post("/registers/closings", askClosingAction);
  app.get("/registers/closings/:id", closingPage);
  app.get("/registers/closings/:id/book.pdf", (c) => closingFile(c, "pdf"));
  app.get("/registers/closings/:id/book.xlsx", (c) => closingFile(c, "xlsx"));
  app.post("/registers/closings/:id/:action", actOnClosing);
}
