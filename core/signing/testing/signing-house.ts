import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mode, readConfig } from "../../config/index.ts";
import { type TestDatabase, testDatabase } from "../../database/testing.ts";
import {
  addAppointments,
  addOrganisations,
  addPeople,
  addPositions,
  type Role,
} from "../../directory/index.ts";
import { openFileStore } from "../../files/index.ts";
import { createLog } from "../../log.ts";
import type { House } from "../../system.ts";
import { uuidv7 } from "../../transaction/index.ts";
import { signing } from "../system.ts";
import { type DemoAuthorities, startDemoAuthorities } from "./demo-authorities.ts";

export interface SigningPerson {
  readonly personId: string;
  readonly appointmentId: string;
  readonly fullName: string;
}

/** A house with the signing room, a real database, and the demo authorities on ports of their own. */
export interface SigningHouse {
  readonly database: TestDatabase;
  readonly organisationId: string;
  readonly addresses: DemoAuthorities["addresses"];
  person(fullName: string, roles: readonly Role[]): Promise<SigningPerson>;
  /** A house as after a start: its own memory, the same database. */
  open(mode?: Mode, environment?: Record<string, string>): Promise<House>;
  stopAuthorities(): Promise<void>;
  close(): Promise<void>;
}

const SINCE = "2022-01-01";
export const ORGANISATION_NAME = "Sở Thông tin và Truyền thông";

export async function openSigningHouse(): Promise<SigningHouse> {
  const folder = mkdtempSync(join(tmpdir(), "signing-house-"));
  const authorities = await startDemoAuthorities(folder);
  const migrations = (room: string) => ({
    room: `core/${room}`,
    folder: new URL(`../../${room}/migrations/`, import.meta.url),
  });
  const database = await testDatabase(["search", "directory", "identity", "signing"].map(migrations));
  const organisationId = uuidv7(new Date());
  await addOrganisations(database.queries, [
    { id: organisationId, kind: "provincial-department", name: ORGANISATION_NAME, validFrom: SINCE },
  ]);
  return {
    database,
    organisationId,
    addresses: authorities.addresses,
    stopAuthorities: authorities.stop,
    async person(fullName, roles) {
      const [personId, positionId, appointmentId] = [0, 0, 0].map(() => uuidv7(new Date()));
      if (!personId || !positionId || !appointmentId) throw new Error("no ids");
      await addPeople(database.queries, [{ id: personId, fullName }]);
      await addPositions(database.queries, [
        {
          id: positionId,
          unitId: organisationId,
          bodyId: organisationId,
          title: "Giám đốc",
          rank: "head",
          roles,
          ordinal: 0,
          validFrom: SINCE,
        },
      ]);
      await addAppointments(database.queries, [
        { id: appointmentId, personId, positionId, kind: "primary", validFrom: SINCE },
      ]);
      return { personId, appointmentId, fullName };
    },
    async open(mode = "demo", environment = {}) {
      const config = readConfig({ MODE: mode, DATA_DIR: join(folder, "data"), ...environment });
      const house: House = {
        config,
        database,
        subscriptions: new Map(),
        files: await openFileStore(join(folder, "data", "files")),
        log: createLog("silent"),
        services:
          mode === "demo"
            ? {
                standIns: {
                  axisPage: "http://127.0.0.1:9",
                  agencies: "http://127.0.0.1:9",
                  ...authorities.addresses,
                },
              }
            : {},
      };
      Object.assign(house.services, await signing({ demoUsernames: [] }).provide?.(house));
      return house;
    },
    async close() {
      await authorities.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
