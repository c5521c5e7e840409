import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Mode } from "../config/index.ts";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { addAppointments, addOrganisations, addPeople, addPositions, type Role } from "../directory/index.ts";
import { uuidv7 } from "../transaction/index.ts";
import { foldUsername, hashPassword, type IdentityHost } from "./index.ts";

/** A password no policy refuses, for the people of the tests. */
export const GOOD_PASSWORD = "sâm núi trong sương mù";

export interface TestPerson {
  readonly personId: string;
  readonly accountId: string;
  readonly username: string;
  readonly appointmentIds: readonly string[];
}

/** A small office with a real database: one organisation, one unit, people as the tests need them. */
export interface TestOffice {
  readonly database: TestDatabase;
  readonly organisationId: string;
  readonly unitId: string;
  host(mode?: Mode): IdentityHost;
  /** Somebody with one appointment per list of roles, the first in the body itself, the others in the unit. */
  person(username: string, posts: readonly (readonly Role[])[]): Promise<TestPerson>;
  /** Actions in the audit log about an object, in order. */
  actions(objectId: string): Promise<string[]>;
}

const SINCE = "2022-01-01";

/** Makes the office; call `database.drop()` at the end. */
export async function testOffice(): Promise<TestOffice> {
  const database = await testDatabase([
    { room: "core/search", folder: new URL("../search/migrations/", import.meta.url) },
    { room: "core/directory", folder: new URL("../directory/migrations/", import.meta.url) },
    { room: "core/identity", folder: new URL("./migrations/", import.meta.url) },
  ]);
  const secret = randomBytes(32);
  const hash = await hashPassword(GOOD_PASSWORD);
  const now = new Date();
  const [organisationId, unitId] = [uuidv7(now), uuidv7(now)];
  await addOrganisations(database.queries, [
    {
      id: organisationId,
      kind: "provincial-department",
      name: "Sở Thông tin và Truyền thông",
      validFrom: SINCE,
    },
    {
      id: unitId,
      kind: "unit",
      name: "Phòng Công nghệ thông tin",
      parentId: organisationId,
      bodyId: organisationId,
      validFrom: SINCE,
    },
  ]);
  return {
    database,
    organisationId,
    unitId,
    host: (mode = "demo") => ({
      database,
      subscriptions: new Map(),
      config: { mode, secret, baseUrl: "http://127.0.0.1:8034" },
    }),
    async person(username, posts) {
      const [personId, accountId] = [uuidv7(now), uuidv7(now)];
      await addPeople(database.queries, [{ id: personId, fullName: `Y ${username}` }]);
      const positions = posts.map((roles, index) => ({
        id: uuidv7(now),
        unitId: index === 0 ? organisationId : unitId,
        bodyId: organisationId,
        title: `Chức vụ ${index + 1}`,
        rank: "specialist" as const,
        roles,
        ordinal: index,
        validFrom: SINCE,
      }));
      await addPositions(database.queries, positions);
      const appointments = positions.map((position, index) => ({
        id: uuidv7(now),
        personId,
        positionId: position.id,
        kind: index === 0 ? ("primary" as const) : ("concurrent" as const),
        validFrom: SINCE,
      }));
      await addAppointments(database.queries, appointments);
      await sql`insert into identity.account (id, person_id, username, username_folded, password_hash, created_at)
        values (${accountId}, ${personId}, ${username}, ${foldUsername(username)}, ${hash}, ${now})`.execute(
        database.queries,
      );
      return { personId, accountId, username, appointmentIds: appointments.map((each) => each.id) };
    },
    async actions(objectId) {
      const found = await sql<{ action: string }>`select action from audit.record
        where object_id = ${objectId} order by at, id`.execute(database.queries);
      return found.rows.map((row) => row.action);
    },
  };
}
