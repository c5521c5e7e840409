import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidv7 } from "../../core/transaction/index.ts";
import { listNumbered, signedShare } from "../documents/index.ts";
import { DAK_HA, type TestProvince, testRegister } from "./testing.ts";

let world: TestProvince;
let organisationId: string;
const unitId = uuidv7(new Date());

beforeAll(async () => {
  world = await testRegister();
  organisationId = await world.organisation(DAK_HA);
  for (const [number, change] of [
    [1, { date: "2026-10-31", signed: true, sealed: true }],
    [2, { date: "2026-10-01", signed: true, sealed: false }],
    [3, { date: "2026-10-15", signed: true, sealed: true, secret: 1 }],
    [4, { date: "2026-10-15", signed: true, sealed: true, state: "cancelled" }],
    [5, { date: "2026-11-01", signed: true, sealed: true }],
  ] as const) {
    const { date, signed, sealed } = change;
    await sql`insert into documents.outgoing (id, organisation_id, unit_id, state, document_type, abstract, drafted_by,
        drafted_by_name, drafted_at, signer_appointment, signer_position, signer_name, file_sha256, file_size, file_name,
        code_number, code_number_text, code_notation, issued_date, confidentiality, signed_at, sealed_at)
      values (gen_random_uuid(), ${organisationId}, ${unitId}, ${"state" in change ? change.state : "issued"}, 'CV', 'x',
        gen_random_uuid(), 'A', now(), gen_random_uuid(), 'B', 'C', 'd', 1, 'e.pdf', ${number}, ${String(number)}, 'UBND',
        ${date}::date, ${"secret" in change ? change.secret : 0}, ${signed ? new Date() : null}, ${sealed ? new Date() : null})`.execute(
      world.database.queries,
    );
  }
});
afterAll(() => world.close());

test("a document counts as signed with both signatures; cancelled ones do not count, secret ones are never listed", async () => {
  const filter = { from: "2026-10-01", to: "2026-11-30", organisationId };
  expect(await signedShare(world.database.queries, filter)).toEqual([
    { month: "2026-11", organisationId, unitId, numbered: 1, signed: 1 },
    { month: "2026-10", organisationId, unitId, numbered: 3, signed: 2 },
  ]);
  const october = await listNumbered(world.database.queries, { ...filter, to: "2026-10-31", unitId }, 50);
  expect(october.map((each) => [each.symbol, each.issuedDate, each.signed])).toEqual([
    ["2/UBND", "2026-10-01", false],
    ["1/UBND", "2026-10-31", true],
  ]);
});
