import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { storyFile, storyPage } from "./story-page.tsx";

/** The document card of both directions, as a page and as a file. */
export function cardPages(app: Hono<HttpEnv>): void {
  for (const kind of ["incoming", "outgoing"] as const) {
    app.get(`/${kind}/:id/story`, storyPage);
    app.get(`/${kind}/:id/story.pdf`, storyFile);
  }
}
