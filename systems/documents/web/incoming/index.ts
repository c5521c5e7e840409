import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { actOnIncoming, incomingDocumentPage, reasonPage } from "./document-page.tsx";
import { incomingAttachment, incomingFile, readingCopy } from "./files.ts";
import { incomingListPage } from "./list-page.tsx";
import { newPaperPage, registerPaper } from "./paper-page.tsx";
import { actOnSelected } from "./selected-page.tsx";

/** Pages of incoming documents: work list, document card with its actions, paper documents, files. */
export function incomingPages(app: Hono<HttpEnv>): void {
  app.get("/incoming", incomingListPage);
  app.post("/incoming/selected", actOnSelected);
  app.get("/incoming/new-paper", newPaperPage);
  app.post("/incoming/new-paper", registerPaper);
  app.get("/incoming/:id", incomingDocumentPage);
  app.get("/incoming/:id/file", incomingFile);
  app.get("/incoming/:id/reading-copy", readingCopy);
  app.get("/incoming/:id/files/:position", incomingAttachment);
  app.get("/incoming/:id/refuse", reasonPage);
  app.get("/incoming/:id/give-back", reasonPage);
  app.post("/incoming/:id/:action", actOnIncoming);
}
