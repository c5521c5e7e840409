import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transact } from "../../core/transaction/index.ts";
import { registerIncomingDocument } from "../documents/incoming/register-incoming-document.ts";
import { DAK_HA, PROVINCE, STTTT } from "../documents/testing.ts";
import { type InterchangeWorld, interchangeWorld } from "./testing.ts";

let world: InterchangeWorld;
let department: string;
let province: string;
let district: string;
let ministry: string;

beforeAll(async () => {
  world = await interchangeWorld();
  department = await world.province.organisation(STTTT);
  province = await world.province.organisation(PROVINCE);
  district = await world.province.organisation(DAK_HA);
  ministry = await world.province.organisation("000.00.00.G14");
});
afterAll(() => world?.close());

async function recipientStates(outgoingId: string): Promise<Record<string, string>> {
  const { rows } = await sql<{ organ_name: string; state: string }>`select organ_name, state
    from documents.recipient where outgoing_id = ${outgoingId} order by position`.execute(
    world.house.database.queries,
  );
  return Object.fromEntries(rows.map((row) => [row.organ_name, row.state]));
}

async function arrivals(outgoingId: string) {
  const { rows } = await sql<{ id: string; organisation_id: string; verdict: string; state: string }>`
    select i.id, i.organisation_id, i.verdict, i.state from documents.incoming i join documents.outgoing o
      on i.symbol = o.symbol and i.issued_date = o.issued_date and i.from_organisation_id = o.organisation_id
     where o.id = ${outgoingId}`.execute(world.house.database.queries);
  return rows;
}

describe("an issued document travels four levels", () => {
  test("one message reaches province, district and ministry; signatures are judged; every status comes back", async () => {
    const id = await world.issue(department, [province, district, ministry]);
    await world.workUntil(async () => {
      const states = Object.values(await recipientStates(id));
      return states.filter((state) => state === "arrived").length === 2 && states.includes("completed");
    });
    const arrived = await arrivals(id);
    expect(arrived.map((row) => row.organisation_id).sort()).toEqual([province, district].sort());
    expect(arrived.map((row) => row.verdict)).toEqual(["valid-both", "valid-both"]);
    const { rows } = await sql<{
      n: number;
      to: number;
    }>`select count(*)::int as n, max(cardinality(to_codes)) as to
      from interchange.outgoing_message where outgoing_id = ${id} and kind = 'edoc' and state = 'sent'`.execute(
      world.house.database.queries,
    );
    expect(rows).toEqual([{ n: 1, to: 3 }]);

    const clerk = await world.province.actor("clerk", district);
    const atDistrict = arrived.find((row) => row.organisation_id === district);
    await transact(world.house, { actor: clerk }, (tx) =>
      registerIncomingDocument(tx, clerk, atDistrict?.id ?? ""),
    );
    await world.workUntil(async () => Object.values(await recipientStates(id)).includes("received"));
  });
});
