import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAK_HA, STTTT } from "../documents/testing.ts";
import { rescueMessages } from "./rescue-messages.ts";
import { type InterchangeWorld, interchangeWorld } from "./testing.ts";

let world: InterchangeWorld;

beforeAll(async () => {
  world = await interchangeWorld();
});
afterAll(() => world?.close());

test("a message whose job was lost in its last attempt is sent after all; one whose job lives is left alone", async () => {
  const { queries } = world.house.database;
  const state = async (): Promise<string | undefined> => {
    const { rows } = await sql<{ state: string }>`select state from interchange.outgoing_message
      where kind = 'edoc' order by id desc limit 1`.execute(queries);
    return rows[0]?.state;
  };
  await world.faults({ errorRate: 1 });
  await world.issue(await world.province.organisation(STTTT), [await world.province.organisation(DAK_HA)]);
  await world.workUntil(async () => {
    const { rows } = await sql`select 1 from graphile_worker._private_jobs
      where payload->>'messageId' is not null and attempts > 0 and locked_at is null`.execute(queries);
    return rows.length > 0;
  });
  expect(await rescueMessages(world.house, 0)).toBe(0);
  await sql`update graphile_worker._private_jobs set attempts = max_attempts
    where payload->>'messageId' is not null`.execute(queries);
  await world.faults({ errorRate: 0 });
  expect(await state()).toBe("queued");
  expect(await rescueMessages(world.house, 0)).toBe(1);
  await world.workUntil(async () => (await state()) === "sent");
});
