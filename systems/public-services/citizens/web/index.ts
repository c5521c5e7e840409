import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { accountPages } from "./account-pages.tsx";
import { authorisationPages } from "./authorisation-pages.tsx";
import { citizenShell, resolveCitizen } from "./citizen-session.ts";
import { mePages } from "./me-page.tsx";
import { requireCitizen } from "./require-citizen.tsx";
import { citizenSignInPages } from "./sign-in-pages.tsx";

/** The pages of citizens; what is mounted after them knows who is signed in. */
export function citizenPages(app: Hono<HttpEnv>): void {
  app.use(resolveCitizen);
  for (const path of ["/citizen/*", "/me/*"]) app.use(path, citizenShell);
  app.use("/me/*", requireCitizen);
  citizenSignInPages(app);
  mePages(app);
  authorisationPages(app);
  accountPages(app);
}
