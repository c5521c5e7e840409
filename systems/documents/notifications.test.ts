import { afterAll, beforeAll, expect, test } from "vitest";
import { localDateOf } from "../../core/calendar/index.ts";
import { migrate } from "../../core/database/index.ts";
import { type OrganisationNode, organisationTree } from "../../core/directory/index.ts";
import { notifications } from "../../core/notify/system.ts";
import { transact, uuidv7 } from "../../core/transaction/index.ts";
import { tellArrivals } from "./notifications.ts";
import { type TestProvince, testProvince } from "./testing.ts";

let world: TestProvince;
let bodies: string[];
const actor = { kind: "system", name: "test" } as const;

beforeAll(async () => {
  world = await testProvince();
  if (notifications.migrations)
    await migrate(world.database, [{ room: "core/notify", folder: notifications.migrations }]);
  const flat = (nodes: readonly OrganisationNode[]): string[] =>
    nodes.flatMap((node) => [node.id, ...flat(node.children)]);
  bodies = flat(await organisationTree(world.database.queries, localDateOf(new Date())));
});
afterAll(() => world.close());

async function documentsFor(organisations: readonly string[], extra: object = {}): Promise<string[]> {
  const rows = organisations.map((organisation) => ({
    id: uuidv7(new Date()),
    organisation_id: organisation,
    state: "arrived" as const,
    source: "axis" as const,
    wire_id: uuidv7(new Date()),
    from_code: "000.00.00.H34",
    from_name: "UBND tỉnh Kon Tum",
    code_number: "15",
    code_notation: "UBND-VX",
    issued_date: "2026-03-04",
    abstract: "Về việc phòng chống cháy rừng",
    arrived_at: new Date(),
    ...extra,
  }));
  await world.database.queries.insertInto("documents.incoming").values(rows).execute();
  return rows.map((row) => row.id);
}

test("the clerks of all 134 units are told of a circular in one go", async () => {
  expect(bodies.length).toBeGreaterThanOrEqual(134);
  const ids = await documentsFor(bodies.slice(0, 134));
  await transact(world.house, { actor }, (tx) => tellArrivals(tx, ids));
  const { rows } = await world.database.pool.query<{ units: number }>(
    "select count(distinct organisation_id)::int as units from notify.notification",
  );
  expect(rows[0]?.units).toBe(134);
});
