import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { chooseDigestAction, digestPage } from "./digest-page.tsx";

/** What the daily letter said, and whether one takes it. */
export function digestPages(app: Hono<HttpEnv>): void {
  app.get("/digest", digestPage);
  app.post("/digest", chooseDigestAction);
}
