/** A house that does nothing but send what is due, in a process that can be killed: `sender-process.ts <folder> <database> <endpoint>`. */
import { join } from "node:path";
import { readConfig } from "../../../../core/config/index.ts";
import { openDatabase } from "../../../../core/database/index.ts";
import { openFileStore } from "../../../../core/files/index.ts";
import { createLog } from "../../../../core/log.ts";
import type { House } from "../../../../core/system.ts";
import { dossiers } from "../../dossiers/system.ts";
import { createPortalAdapter } from "../adapter/portal-adapter.ts";
import { sendDue } from "../outbound/send-due.ts";
import { configOf } from "./test-portal.ts";

const [folder = "", databaseUrl = "", endpoint = ""] = process.argv.slice(2);
const portal = configOf({ endpoint });
const house: House = {
  config: { ...readConfig({ MODE: "demo", DATA_DIR: folder }), portal },
  database: openDatabase(databaseUrl, { max: 8, name: "sender" }),
  subscriptions: new Map(),
  files: await openFileStore(join(folder, "files")),
  log: createLog("silent"),
  services: {},
};
Object.assign(house.services, await dossiers.provide?.(house));
const adapter = createPortalAdapter(portal, { patienceMs: 400 });
for (;;) {
  await sendDue(house, adapter, new AbortController().signal, { pauseMs: 5 });
  await new Promise((resolve) => setTimeout(resolve, 5));
}
