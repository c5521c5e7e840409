import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { delegationPage, endDelegationAction } from "./delegation-page.tsx";
import { delegationsPage } from "./list-page.tsx";
import { giveDelegationAction, newDelegationPage } from "./new-page.tsx";

/** Pages of delegations: what was handed to whom, giving one, ending one early. */
export function delegationPages(app: Hono<HttpEnv>): void {
  app.get("/delegations", delegationsPage);
  app.get("/delegations/new", newDelegationPage);
  app.post("/delegations/new", giveDelegationAction);
  app.get("/delegations/:id", delegationPage);
  app.post("/delegations/:id", endDelegationAction);
}
