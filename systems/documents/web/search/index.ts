import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { deleteSavedSearch, saveSearch } from "./saved-searches.ts";
import { searchExport } from "./search-export.ts";
import { searchPage } from "./search-page.tsx";

/** The search over all documents, its exports and the searches a person keeps. */
export function searchPages(app: Hono<HttpEnv>): void {
  app.get("/search", searchPage);
  for (const kind of ["xlsx", "docx", "pdf"]) app.get(`/search.${kind}`, searchExport);
  app.post("/search/saved", saveSearch);
  app.post("/search/saved/delete", deleteSavedSearch);
}
