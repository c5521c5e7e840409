import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localDateOf } from "../../core/calendar/index.ts";
import { readConfig } from "../../core/config/index.ts";
import { startEmbeddedServer } from "../../core/database/index.ts";
import {
  type Appointment,
  findOrganisationsByCode,
  holdersOf,
  type Role,
} from "../../core/directory/index.ts";
import { createLog } from "../../core/log.ts";
import type { House } from "../../core/system.ts";
import type { PersonActor } from "../../core/transaction/index.ts";
import { openHouse } from "../../setup/open-house.ts";
import { SYSTEMS } from "../../setup/rooms.ts";
import { startStandIns } from "../../setup/stand-ins.ts";
import { ownCpuSeconds, treeCpuSeconds } from "../support.ts";

/** The whole house as an operator runs it, without its pages: real fsync, every room, the stand-ins beside it. */
export interface BenchHouse {
  readonly house: House;
  /** Address of the axis's own page. */
  readonly axisPage: string;
  organisation(code102: string): Promise<string>;
  actor(role: Role, organisationId: string): Promise<PersonActor>;
  startWork(): Promise<{ stop(): Promise<void> }>;
  /** CPU seconds so far of this process, of the database server, and of everything else it started. */
  cpu(): { readonly own: number; readonly server: number; readonly others: number };
  /** Stops everything and removes the data. */
  close(): Promise<void>;
}

/** Codes of the demo province that the benches use. */
export const STTTT = "000.00.13.H34";
export const PROVINCE = "000.00.00.H34";

/** @param options `maxMessageMb` largest message taken */
export async function openBenchHouse(options: { maxMessageMb?: number } = {}): Promise<BenchHouse> {
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-bench-"));
  chmodSync(folder, 0o755);
  const config = readConfig({
    MODE: "demo",
    DATA_DIR: folder,
    MAX_MESSAGE_MB: String(options.maxMessageMb ?? 100),
  });
  const log = createLog(process.env.DEBUG ? "info" : "silent");
  const say = (line: string): void => log.info({}, line);
  const databaseServer = await startEmbeddedServer(folder, say);
  const standIns = await startStandIns(folder, config.secret, config.baseUrl, say);
  const open = await openHouse({
    config: { ...config, axis: standIns.axis, portal: standIns.portal },
    databaseUrl: databaseServer.url,
    log,
    systems: SYSTEMS,
    services: { standIns },
  });
  const { house } = open;
  const today = localDateOf(new Date());
  return {
    house,
    axisPage: standIns.axisPage,
    async organisation(code102) {
      const [found] = await findOrganisationsByCode(house.database.queries, code102, today);
      if (!found) throw new Error(`no organisation ${code102}`);
      return found.id;
    },
    async actor(role, organisationId) {
      const [holder] = await holdersOf(house.database.queries, role, organisationId, today);
      if (!holder) throw new Error(`nobody is ${role} of ${organisationId}`);
      return actorOf(holder);
    },
    startWork: () => open.startWork({ soleInstance: true }),
    cpu() {
      const own = ownCpuSeconds();
      const server = treeCpuSeconds(databaseServer.pid());
      return { own, server, others: Math.max(0, treeCpuSeconds(process.pid) - own - server) };
    },
    async close() {
      house.services.axis?.close();
      await open.close();
      await standIns.stop();
      await databaseServer.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function actorOf(held: Appointment): PersonActor {
  return {
    kind: "person",
    personId: held.personId,
    appointmentId: held.id,
    organisationId: held.organisationId,
    unitId: held.unitId,
    fullName: held.fullName,
    positionTitle: held.title,
    roles: held.roles,
  };
}
