import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PublishedEvent } from "../../../../core/system.ts";
import { acceptDossier, refuseDossier } from "../../dossiers/accept-dossier.ts";
import { apologise, askPayment, recordWithdrawal } from "../../dossiers/end-dossier.ts";
import { forwardDossier } from "../../dossiers/forward-dossier.ts";
import { askSupplement, recordSupplement } from "../../dossiers/supplement.ts";
import { computeIndex, sourcesOf } from "../index-766/compute-index.ts";
import { periodOf } from "../index-766/period.ts";
import { daysTaken, takeNextDay } from "../index-766/take-days.ts";
import { march2022 } from "../testing/march-2022.ts";
import { at, type QualityWorld, qualityWorld } from "../testing/world.ts";
import { countDossiers } from "./count-dossiers.ts";
import { dayOfDecision } from "./count-procedures.ts";
import { countChanges, takeInNext, takeInProcedures } from "./keep-counting.ts";
import { noteFact } from "./note-fact.ts";

let world: QualityWorld;
beforeAll(async () => {
  world = await qualityWorld();
});
afterAll(() => world.close());

const REASON = "Giấy chứng sinh bị mờ, không đọc được.";

/** What the queue does: every event of the dossiers, each once. */
const delivered = new Set<string>();
async function deliver(): Promise<void> {
  const { house } = world.province;
  const { rows } = await sql<PublishedEvent & { subject_id: string }>`
    select * from events.event where type like 'dossiers.%'`.execute(house.database.queries);
  for (const row of rows.filter(({ id, type }) => type !== "dossiers.filed" && !delivered.has(id))) {
    delivered.add(row.id);
    await world.system((tx) => countChanges.handle(tx, { ...row, subjectId: row.subject_id }, house));
  }
}

async function counted(id: string) {
  const { rows } = await sql<{
    state: number;
    received_at: Date | null;
    due_at: Date | null;
    finished_at: Date | null;
    outcome: number | null;
    supplements: number;
    waits: string | null;
    earlier_dues: unknown;
    step_late: boolean | null;
    asking_bodies: number;
  }>`select *, waits::text as waits from public_services.quality_dossier where dossier_id = ${id}::uuid`.execute(
    world.province.database.queries,
  );
  return rows[0];
}

describe("what is counted of a dossier", () => {
  test("follows it by its events, and equals what the dossier says at the end", async () => {
    const { id } = await world.file({}, at("2022-03-07 08:00"));
    await deliver();
    expect(await counted(id)).toBeUndefined();
    await world.run(
      world.desk,
      (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }),
      at("2022-03-07 09:00"),
    );
    await world.run(
      world.desk,
      (tx) =>
        askSupplement(tx, world.desk, {
          id,
          seen: 1,
          note: REASON,
          components: ["paper-1"],
          others: "",
          phone: "",
        }),
      at("2022-03-08 09:00"),
    );
    await deliver();
    expect(await counted(id)).toMatchObject({ state: 5, supplements: 1, finished_at: null });
    await world.run(
      world.desk,
      (tx) => recordSupplement(tx, world.desk, { id, seen: 2, note: "Đã nộp bản chính", files: [] }),
      at("2022-03-10 09:00"),
    );
    await deliver();
    const dossier = await world.row(id);
    const now = await counted(id);
    // Without an apology the figures measure by the promise that stands on the slip.
    expect(now?.due_at).toEqual(dossier.due_at);
    expect(now?.due_at).toEqual(at("2022-03-14 09:00"));
    expect(now?.earlier_dues).toEqual([
      { until: at("2022-03-10 09:00").toISOString(), due: at("2022-03-10 09:00").toISOString() },
    ]);
    expect(now?.waits).toContain("2022-03-08");
  });

  test("an apology moves the slip and not the figures", async () => {
    const { id } = await world.file({}, at("2022-03-07 08:00"));
    await world.run(
      world.desk,
      (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }),
      at("2022-03-07 09:00"),
    );
    await world.run(
      world.leader,
      (tx) => apologise(tx, world.leader, { id, seen: 1, note: REASON, newDueAt: at("2022-03-14 17:00") }),
      at("2022-03-09 09:00"),
    );
    await deliver();
    expect((await world.row(id)).due_at).toEqual(at("2022-03-14 17:00"));
    expect((await counted(id))?.due_at).toEqual(at("2022-03-10 09:00"));
  });

  test("a payment waited for is the citizen's time too; other bodies that ask are counted", async () => {
    const { id } = await world.file({}, at("2022-03-07 08:00"));
    await world.run(
      world.desk,
      (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }),
      at("2022-03-07 09:00"),
    );
    await world.run(
      world.desk,
      (tx) => askPayment(tx, world.desk, { id, seen: 1, note: REASON }),
      at("2022-03-08 09:00"),
    );
    await deliver();
    const now = await counted(id);
    expect([now?.supplements, now?.asking_bodies, now?.waits?.includes("2022-03-08")]).toEqual([0, 0, true]);
  });

  test("who ended it first is kept: refused, withdrawn", async () => {
    const refused = await world.file({}, at("2022-03-07 08:00"));
    await world.run(
      world.desk,
      (tx) => refuseDossier(tx, world.desk, { id: refused.id, seen: 0, note: REASON }),
      at("2022-03-07 10:00"),
    );
    const withdrawn = await world.file({}, at("2022-03-07 08:00"));
    await world.run(
      world.desk,
      (tx) => recordWithdrawal(tx, world.desk, { id: withdrawn.id, seen: 0, note: REASON }),
      at("2022-03-07 11:00"),
    );
    await deliver();
    expect(await counted(refused.id)).toMatchObject({ outcome: 3, received_at: null });
    expect(await counted(withdrawn.id)).toMatchObject({ outcome: 7, finished_at: at("2022-03-07 11:00") });
  });

  test("counting it again, or by two at once, changes nothing", async () => {
    const { id } = await world.file({}, at("2022-03-07 08:00"));
    await world.run(
      world.desk,
      (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }),
      at("2022-03-07 09:00"),
    );
    await world.run(
      world.desk,
      (tx) => forwardDossier(tx, world.desk, { id, seen: 1, to: "tham-dinh" }),
      at("2022-03-07 10:00"),
    );
    await deliver();
    const before = await counted(id);
    await Promise.all(Array.from({ length: 8 }, () => world.system((tx) => countDossiers(tx.queries, [id]))));
    expect(await counted(id)).toEqual(before);
  });

  test("one that came without an event is found, from where the search stopped", async () => {
    const { queries } = world.province.database;
    const id = await world.tell({ procedure: "1.900001", received: "2022-03-01 08:00" });
    await sql`delete from public_services.quality_dossier where dossier_id = ${id}::uuid`.execute(queries);
    while ((await takeInNext(world.province.house)) > 0);
    expect((await counted(id))?.state).toBe(4);
    expect(await takeInNext(world.province.house)).toBe(0);
  });
});

describe("what is counted of a procedure", () => {
  test("procedures that stood before are taken in, once", async () => {
    await takeInProcedures(world.province.house);
    await takeInProcedures(world.province.house);
    const { rows } = await sql<{ code: string; missing: string[]; online: boolean }>`
      select code, missing, online from public_services.quality_procedure`.execute(
      world.province.database.queries,
    );
    expect(rows).toEqual([{ code: "1.900001", missing: [], online: true }]);
  });

  test("the day of a decision is read from its basis, and not guessed", () => {
    expect(dayOfDecision("QĐ số 15/QĐ-UBND ngày 01/3/2022")).toBe("2022-03-01");
    expect(dayOfDecision("Quyết định ngày 4 tháng 12 năm 2021")).toBe("2021-12-04");
    expect(dayOfDecision("QĐ ngày 31/02/2022")).toBeNull();
    expect(dayOfDecision("QĐ số 15/QĐ-UBND")).toBeNull();
  });
});

describe("what other rooms say", () => {
  test("counts once, and only from the day on which anybody says it", async () => {
    const id = await world.tell({ procedure: "1.900001", received: "2022-05-02 08:00" });
    const may = periodOf({ from: "2022-05-01", to: "2022-05-31" }, at("2022-06-02 08:00"));
    const line = async () => {
      const index = await computeIndex(world.province.database.queries, may, {});
      const found = index.groups
        .flatMap(({ lines }) => lines)
        .find(({ indicator }) => indicator.id === "4.4");
      return found && [found.counted.n, found.counted.d];
    };
    expect(await line()).toEqual([0, 0]);
    await world.tell({ procedure: "1.900001", received: "2022-05-04 08:00" });
    await world.system((tx) => noteFact(tx, id, "linked"), at("2022-05-03 08:00"));
    await world.system((tx) => noteFact(tx, id, "linked"), at("2022-05-09 08:00"));
    // The first of May is from before anybody told.
    expect(await line()).toEqual([0, 1]);
    expect((await sourcesOf(world.province.database.queries)).get("linked")).toEqual(at("2022-05-03 08:00"));
  });
});

describe("the figures of a day", () => {
  test("are taken once a day, go on where they stopped, and stay as they were", async () => {
    const example = await march2022();
    const { house, database } = example.world.province;
    const now = at("2022-04-03 00:20");
    // The day before this one: the first dossier came on 1 February.
    const first = await takeNextDay(house, now);
    expect(first).toBe("2022-02-01");
    const taken: string[] = [];
    for (let day = first; day !== undefined; day = await takeNextDay(house, now)) taken.push(day);
    expect([taken.length, taken.at(-1)]).toEqual([61, "2022-04-02"]);
    const lines = await daysTaken(database.queries, example.world.commune, 100);
    const march = lines.find(({ day }) => day === "2022-03-31");
    // What the example counts on 10 April for March is what stood there at the end of March.
    expect(march).toEqual({ day: "2022-03-31", total: 62.94, possible: 93 });
    await sql`delete from public_services.quality_dossier`.execute(database.queries);
    expect(await takeNextDay(house, now)).toBeUndefined();
    expect(await daysTaken(database.queries, example.world.commune, 100)).toEqual(lines);
    await example.world.close();
  });

  test("two processes take a day once", async () => {
    const { house, database } = world.province;
    const now = at("2022-03-09 00:20");
    const both = await Promise.all([takeNextDay(house, now), takeNextDay(house, now)]);
    expect(new Set(both).size).toBe(1);
    const lines = await daysTaken(database.queries, undefined, 100);
    expect(lines.length).toBe(1);
  });
});
