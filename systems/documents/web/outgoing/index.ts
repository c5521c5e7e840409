/** Pages of outgoing documents: what the front of the documents room mounts. */
import type { Hono } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { mountAction } from "./action-page.tsx";
import { cardPage } from "./card-page.tsx";
import { dispatchPage } from "./dispatch-page.tsx";
import { draftPages } from "./draft-pages.tsx";
import { filePages } from "./file-pages.ts";
import { issuePage } from "./issue-page.tsx";
import { phonePages } from "./phone-pages.tsx";
import { plugInPages } from "./plug-in-pages.ts";
import { recallPage } from "./recall-page.tsx";
import { signPage } from "./sign-page.tsx";
import { cancelPage, checkPage, returnPage, submitPage } from "./simple-actions.tsx";
import { takeSignaturePage } from "./take-signature-page.tsx";
import { workListPage } from "./work-list-page.tsx";

/** Mounts /outgoing and everything under it. */
export function outgoingPages(app: Hono<HttpEnv>, house: House): void {
  workListPage(app, house);
  draftPages(app, house);
  filePages(app, house);
  plugInPages(app, house);
  phonePages(app, house);
  mountAction(app, house, submitPage);
  mountAction(app, house, checkPage);
  mountAction(app, house, returnPage);
  mountAction(app, house, signPage);
  mountAction(app, house, takeSignaturePage);
  mountAction(app, house, dispatchPage);
  mountAction(app, house, issuePage);
  mountAction(app, house, recallPage);
  mountAction(app, house, cancelPage);
  cardPage(app, house);
}
