import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transact } from "../../core/transaction/index.ts";
import { answerRequest } from "../documents/incoming/answer-request.ts";
import { refuseIncomingDocument } from "../documents/incoming/refuse-incoming-document.ts";
import { registerIncomingDocument } from "../documents/incoming/register-incoming-document.ts";
import { askRecall } from "../documents/outgoing/ask-recall.ts";
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

async function recipientStates(outgoingId: string): Promise<string[]> {
  const { rows } = await sql<{ state: string }>`select state from documents.recipient
    where outgoing_id = ${outgoingId} order by position`.execute(world.house.database.queries);
  return rows.map((row) => row.state);
}

interface Arrived {
  readonly id: string;
  readonly organisation_id: string;
  readonly verdict: string;
  readonly state: string;
  readonly request: string | null;
  readonly frozen: boolean;
  readonly replaces: string | null;
  readonly updates: string | null;
  readonly abstract: string;
}

async function arrivals(outgoingId: string): Promise<Arrived[]> {
  const { rows } = await sql<Arrived>`select i.* from documents.incoming i join documents.outgoing o
      on i.symbol = o.symbol and i.issued_date = o.issued_date and i.from_organisation_id = o.organisation_id
     where o.id = ${outgoingId}`.execute(world.house.database.queries);
  return rows;
}

async function arrivalOf(outgoingId: string): Promise<Arrived> {
  const [found] = await arrivals(outgoingId);
  if (!found) throw new Error("it has not arrived");
  return found;
}

const untilStates = (id: string, states: readonly string[]) =>
  world.workUntil(async () => JSON.stringify(await recipientStates(id)) === JSON.stringify(states));

async function sentTypes(outgoingId: string): Promise<string[]> {
  const { rows } = await sql<{ type: string }>`select coalesce(business_type, status_code) as type
    from interchange.outgoing_message where outgoing_id = ${outgoingId} and state = 'sent' order by id`.execute(
    world.house.database.queries,
  );
  return rows.map((row) => row.type);
}

describe("an issued document travels four levels", () => {
  test("one message reaches province, district and ministry; signatures are judged; every status comes back", async () => {
    const id = await world.issue(department, [province, district, ministry]);
    await untilStates(id, ["arrived", "arrived", "completed"]);
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
    await untilStates(id, ["arrived", "received", "completed"]);
  });

  test("a refusal comes back with its reason", async () => {
    const id = await world.issue(department, [district]);
    await untilStates(id, ["arrived"]);
    const clerk = await world.province.actor("clerk", district);
    const { id: incomingId } = await arrivalOf(id);
    await transact(world.house, { actor: clerk }, (tx) =>
      refuseIncomingDocument(tx, clerk, incomingId, "Gửi nhầm nơi nhận, đề nghị gửi UBND huyện Đăk Tô"),
    );
    await untilStates(id, ["refused"]);
    const { rows } = await sql<{ description: string }>`select description from documents.recipient
      where outgoing_id = ${id}`.execute(world.house.database.queries);
    expect(rows[0]?.description).toContain("Gửi nhầm nơi nhận");
  });

  test("an answer of the ministry stands under the document it answers", async () => {
    const id = await world.issue(department, [ministry]);
    await world.workUntil(async () => {
      const { rows } = await sql`select 1 from documents.answer_link where outgoing_id = ${id}`.execute(
        world.house.database.queries,
      );
      return rows.length === 1;
    });
  });
});

describe("requests about an earlier document", () => {
  test("a recall leaves in both forms, freezes once, and its answer comes back", async () => {
    const id = await world.issue(department, [district, ministry]);
    await untilStates(id, ["arrived", "completed"]);
    const clerk = await world.province.actor("clerk", department);
    await transact(world.house, { actor: clerk }, (tx) =>
      askRecall(tx, clerk, { id, organisations: [], reason: "Phát hành nhầm nội dung phụ lục" }),
    );
    await untilStates(id, ["recall-asked", "recalled"]);
    await world.workUntil(async () => (await sentTypes(id)).length === 4);
    expect((await sentTypes(id)).sort()).toEqual(["13", "13", "new", "recall"]);
    const incoming = await arrivalOf(id);
    expect(incoming).toMatchObject({ request: "recall", frozen: true });
    const atDistrict = await world.province.actor("clerk", district);
    await transact(world.house, { actor: atDistrict }, (tx) =>
      answerRequest(tx, atDistrict, { id: incoming.id, agree: true, reason: "" }),
    );
    await untilStates(id, ["recalled", "recalled"]);
    await world.receive();
    const { rows } = await sql<{
      state: string;
      form: string;
    }>`select state, form from interchange.sender_request
      where wire_id like ${`${STTTT},%`} order by state`.execute(world.house.database.queries);
    expect(rows.map((row) => row.state)).toEqual(["noted", "twin"]);
    expect((await arrivalOf(id)).state).toBe("recalled");
  });

  test("an update with a number of its own asks the clerk; agreeing answers 15", async () => {
    const first = await world.issue(department, [district]);
    await untilStates(first, ["arrived"]);
    const second = await world.issue(department, [district], {
      businessType: 2,
      affects: first,
      businessReason: "Bổ sung phụ lục số liệu",
      abstract: "V/v bổ sung phụ lục số liệu báo cáo",
    });
    await untilStates(second, ["arrived"]);
    expect(await sentTypes(second)).toEqual(["update"]);
    const [old, update] = [await arrivalOf(first), await arrivalOf(second)];
    expect(update.updates).toBe(old.id);
    expect(old.request).toBe("update");
    const clerk = await world.province.actor("clerk", district);
    await transact(world.house, { actor: clerk }, (tx) =>
      answerRequest(tx, clerk, { id: old.id, agree: true, reason: "" }),
    );
    await world.workUntil(async () => {
      const { rows } = await sql<{ code: string }>`select code from documents.recipient_status
        where outgoing_id = ${first} and code = '15'`.execute(world.house.database.queries);
      return rows.length === 1;
    });
  });

  test("a replacement names the document it replaces", async () => {
    const first = await world.issue(department, [district]);
    await untilStates(first, ["arrived"]);
    const second = await world.issue(department, [district], {
      businessType: 3,
      affects: first,
      businessReason: "Sai thể thức văn bản",
    });
    await untilStates(second, ["arrived"]);
    expect(await sentTypes(second)).toEqual(["replace"]);
    expect((await arrivalOf(second)).replaces).toBe((await arrivalOf(first)).id);
  });
});

describe("what goes wrong on the axis", () => {
  test("a receiver the axis does not know is named; the others get the document", async () => {
    const unknown = await world.province.organisation("000.00.52.H34").catch(() => undefined);
    const other = unknown ?? province;
    await sql`update directory.organisation_version set code102 = '000.00.98.H98' where organisation_id = ${other}
      and upper_inf(valid)`.execute(world.house.database.queries);
    await sql`insert into interchange.registration (code, organisation_id, name, registered_at)
      values ('000.00.98.H98', ${other}, 'x', now())`.execute(world.house.database.queries);
    const id = await world.issue(department, [other, district]);
    await untilStates(id, ["failed", "arrived"]);
    const { rows } = await sql<{
      state: string;
      problem_vi: string;
      alert: boolean;
    }>`select state, problem_vi, alert
      from interchange.outgoing_message where outgoing_id = ${id} and state = 'failed'`.execute(
      world.house.database.queries,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.problem_vi).toContain("không có trên trục");
    const told = await sql<{ title_vi: string }>`select title_vi from notify.notification
      where kind = 'interchange.failed'`.execute(world.house.database.queries);
    expect(told.rows.length).toBeGreaterThan(0);
  });

  test("with errors, cuts, bad answers, duplicates and disorder every document still arrives exactly once", async () => {
    await world.faults({
      errorRate: 0.08,
      cutRate: 0.08,
      badJsonRate: 0.05,
      duplicateRate: 0.5,
      shuffle: true,
    });
    try {
      const ids: string[] = [];
      for (let each = 0; each < 3; each += 1) ids.push(await world.issue(department, [district]));
      for (const id of ids) {
        await world.workUntil(async () => (await recipientStates(id))[0] === "arrived", 60);
        expect(await arrivals(id)).toHaveLength(1);
      }
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from documents.recipient_status
        where outgoing_id = any(${ids}::uuid[]) and code = '01'`.execute(world.house.database.queries);
      expect(rows[0]?.n).toBe(3);
    } finally {
      await world.faults({ errorRate: 0, cutRate: 0, badJsonRate: 0, duplicateRate: 0, shuffle: false });
    }
  }, 90_000);
});
