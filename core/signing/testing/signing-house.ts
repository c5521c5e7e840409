import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCertificateAuthority } from "../../../national/certificate-authority/index.ts";
import { startRemoteSigning } from "../../../national/remote-signing/index.ts";
import { startTimestampAuthority } from "../../../national/timestamp-authority/index.ts";
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

export interface SigningPerson {
  readonly personId: string;
  readonly appointmentId: string;
  readonly fullName: string;
}

/** A house with the signing room, a real database, and the demo authorities on ports of their own. */
export interface SigningHouse {
  readonly database: TestDatabase;
  readonly organisationId: string;
  readonly addresses: {
    readonly certificateAuthority: string;
    readonly timestampAuthority: string;
    readonly remoteSigning: string;
  };
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
  const authority = await startCertificateAuthority({ port: 0, dataDir: join(folder, "authority") });
  const timestamps = await startTimestampAuthority({ port: 0, dataDir: join(folder, "authority") });
  const remote = await startRemoteSigning({
    port: 0,
    dataDir: join(folder, "remote"),
    certificateAuthority: authority.url,
  });
  const migrations = (room: string) => ({
    room: `core/${room}`,
    folder: new URL(`../../${room}/migrations/`, import.meta.url),
  });
  const database = await testDatabase(["search", "directory", "identity", "signing"].map(migrations));
  const organisationId = uuidv7(new Date());
  await addOrganisations(database.queries, [
    { id: organisationId, kind: "provincial-department", name: ORGANISATION_NAME, validFrom: SINCE },
  ]);
  let running = true;
  const stopAuthorities = async (): Promise<void> => {
    if (!running) return;
    running = false;
    await Promise.all([authority.close(), timestamps.close(), remote.close()]);
  };
  return {
    database,
    organisationId,
    addresses: {
      certificateAuthority: authority.url,
      timestampAuthority: timestamps.url,
      remoteSigning: remote.url,
    },
    stopAuthorities,
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
                  certificateAuthority: authority.url,
                  timestampAuthority: timestamps.url,
                  remoteSigning: remote.url,
                },
              }
            : {},
      };
      Object.assign(house.services, await signing({ demoUsernames: [] }).provide?.(house));
      return house;
    },
    async close() {
      await stopAuthorities();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
