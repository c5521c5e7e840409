import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { incomingEndpoint } from "./incoming-endpoint.ts";
import { incomingExport, incomingPage } from "./incoming-page.tsx";
import { linkedFile } from "./linked-file.ts";
import { portalExport, portalPage, resendPost } from "./list-page.tsx";
import { messagePage, messagePost } from "./message-page.tsx";

export { addPortalSection } from "./dossier-section.tsx";

/** Officials below /portal; the portal itself posts to /portal/incoming and fetches /portal/files. */
export function portalPages(app: Hono<HttpEnv>): void {
  app.get("/portal", portalPage);
  app.get("/portal/incoming", incomingPage);
  for (const kind of ["xlsx", "docx", "pdf"]) {
    app.get(`/portal.${kind}`, portalExport);
    app.get(`/portal/incoming.${kind}`, incomingExport);
  }
  app.post("/portal/incoming", incomingEndpoint);
  app.post("/portal/resend", resendPost);
  app.get("/portal/files/:id/:key", linkedFile);
  app.get("/portal/:id", messagePage);
  app.post("/portal/:id", messagePost);
}
