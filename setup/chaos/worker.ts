/**
 * The process that `npm run chaos` kills: the whole house at work (jobs, loops, sealing) with clerks who keep drafting,
 * signing, numbering, sealing, issuing, registering and recalling, and officials who direct, handle, ask, approve and file. Configuration comes from its parent as JSON.
 */
import { readConfig } from "../../core/config/index.ts";
import { createLog } from "../../core/log.ts";
import { openHouse } from "../open-house.ts";
import { SYSTEMS } from "../rooms.ts";
import { workAsClerks } from "./clerks.ts";
import { armCrashPoint } from "./crash-points.ts";
import { workerOptions } from "./options.ts";

const options = workerOptions.parse(JSON.parse(process.env.CHAOS ?? "{}"));
const config = readConfig({ MODE: "demo", DATA_DIR: options.dataDirectory });
const open = await openHouse({
  config: { ...config, axis: options.axis },
  databaseUrl: options.databaseUrl,
  log: createLog(process.env.DEBUG ? "info" : "silent"),
  systems: SYSTEMS,
  services: { standIns: options.standIns },
});
armCrashPoint(open.house, options.crash);
await open.startWork({ soleInstance: true });
process.stdout.write("ready\n");
// The parent is the only one who may outlive this process.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}, 500).unref();
await workAsClerks(open.house, { draining: options.draining, atOnce: 4 });
