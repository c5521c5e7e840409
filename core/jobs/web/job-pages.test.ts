import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../database/testing.ts";
import { type TestSite, testSite } from "../../http/testing.ts";
import { type PersonActor, uuidv7 } from "../../transaction/index.ts";
import { backgroundWork } from "../system.ts";

const id = (): string => uuidv7(new Date());
const person = (roles: string[]): PersonActor => ({
  kind: "person",
  personId: id(),
  appointmentId: id(),
  organisationId: id(),
  unitId: id(),
  fullName: "Y Vân",
  positionTitle: "Quản trị",
  roles,
});
const administrator = person(["administrator"]);
let database: TestDatabase;
let site: TestSite;

beforeAll(async () => {
  database = await testDatabase();
  site = await testSite(database, [backgroundWork]);
  await sql`insert into jobs.dead_letter (job_id, name, payload, attempts, last_error) values
    (1, 'interchange.send', '{"documentId":"d-1"}', 12, 'Error: trục không trả lời'),
    (2, 'signing.verify', '{}', 12, 'Error: tệp hỏng')`.execute(database.queries);
  await sql`select graphile_worker.add_job('interchange.poll', '{}')`.execute(database.queries);
});
afterAll(async () => {
  site.close();
  await database.drop();
});

describe("background work in pages", () => {
  test("only administrators see and settle it", async () => {
    for (const path of ["/administration/jobs", "/administration/jobs/1/rerun"]) {
      expect((await site.ask(person(["clerk"]), path)).status).toBe(403);
    }
    expect((await site.ask(person(["clerk"]), "/administration/jobs/1/dismiss", {})).status).toBe(403);
  });

  test("what failed stands there with its reason, and what waits with its number", async () => {
    const { text } = await site.ask(administrator, "/administration/jobs");
    expect(text).toContain("trục không trả lời");
    expect(text).toContain("interchange.poll");
  });

  test("running again asks first, queues it once, and leaves a record", async () => {
    const ask = await site.ask(administrator, "/administration/jobs/1/rerun");
    const transactionId = /name="transactionId" value="([^"]+)"/.exec(ask.text)?.[1] ?? "";
    for (let press = 0; press < 2; press += 1) {
      const done = await site.ask(administrator, "/administration/jobs/1/rerun", { transactionId });
      expect([done.status, done.location]).toEqual([303, "/administration/jobs"]);
    }
    const queued = await sql<{ n: number }>`select count(*)::int as n from graphile_worker.jobs
      where task_identifier = 'interchange.send'`.execute(database.queries);
    expect(queued.rows[0]?.n).toBe(1);
    const records = await sql<{
      action: string;
    }>`select action from audit.record where object_kind = 'dead-letter'`.execute(database.queries);
    expect(records.rows).toEqual([{ action: "jobs.rerun" }]);
    expect((await site.ask(administrator, "/administration/jobs")).text).not.toContain("trục không trả lời");
  });

  test("dismissing asks first; what somebody settled already cannot be settled again", async () => {
    expect((await site.ask(administrator, "/administration/jobs/2/dismiss")).text).toContain("Bỏ qua việc");
    expect(
      (await site.ask(administrator, "/administration/jobs/2/dismiss", { transactionId: id() })).status,
    ).toBe(303);
    expect(
      (await site.ask(administrator, "/administration/jobs/2/dismiss", { transactionId: id() })).status,
    ).toBe(409);
    expect((await site.ask(administrator, "/administration/jobs/2/dismiss")).status).toBe(404);
    expect((await site.ask(administrator, "/administration/jobs/x/dismiss")).status).toBe(404);
  });
});
