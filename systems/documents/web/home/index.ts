import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { searchPages } from "../search/index.ts";
import { homePage } from "./home-page.tsx";

/** The start page of an official, and the search over all documents. */
export function homePages(app: Hono<HttpEnv>): void {
  app.get("/", homePage);
  searchPages(app);
}
