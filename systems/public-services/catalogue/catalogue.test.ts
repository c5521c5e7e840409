import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError, assertMay, may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import type { TestProvince } from "../../documents/testing.ts";
import { differenceOf } from "./difference.ts";
import { importProcedures } from "./import-procedures.ts";
import { keepersOn } from "./keepers.ts";
import { listProcedures } from "./list-procedures.ts";
import { readDuration, readFee } from "./national-record.ts";
import { mayPublishProcedure, mayWriteProcedure } from "./permissions.ts";
import { bodiesFor, procedureAt, procedureVersion, versionsOfProcedure } from "./procedure.ts";
import { provinceRecords, SPEECH } from "./province-records.ts";
import { parseTypedRecord, typedRecord } from "./record-form.ts";
import { serviceLevelOn } from "./service-level.ts";
import { readQuestion } from "./synonyms.ts";
import { DAK_HA, sampleRecord, testCatalogue } from "./testing.ts";
import { publishVersion, saveDraft, takeRecord, withdrawProcedure } from "./write-version.ts";

const SYSTEM = { kind: "system", name: "test" } as const;
let world: TestProvince;
beforeAll(async () => {
  world = await testCatalogue({ seeded: true });
});
afterAll(() => world.close());

const inOne = <Result>(work: (tx: Transaction) => Promise<Result>) =>
  transact(world.house, { actor: SYSTEM }, work);

/** Codes found for a question, best first. */
async function found(text: string): Promise<readonly string[]> {
  const { lines } = await listProcedures(
    world.database.queries,
    SPEECH,
    { text, on: "2022-03-10" },
    { limit: 10, offset: 0 },
  );
  return lines.map(({ code }) => code);
}

async function publish(code: string, from: string): Promise<string> {
  return await inOne(async (tx) => {
    const [draft] = await versionsOfProcedure(tx.queries, code);
    if (draft?.state !== "draft") throw new Error("no draft");
    await publishVersion(tx, {
      code,
      versionId: draft.versionId,
      seen: draft.version,
      from,
      basis: "QĐ 12/QĐ-UBND",
      by: "A",
    });
    return draft.versionId;
  });
}

describe("versions", () => {
  const code = "1.900001";

  test("a draft holds for nobody; publishing ends the version before; each day has its own", async () => {
    await inOne((tx) => saveDraft(tx, sampleRecord(), { origin: "official", seen: undefined, by: "A" }));
    const { queries } = world.database;
    expect(await procedureAt(queries, code, "2022-03-01")).toBeUndefined();
    const first = await publish(code, "2022-01-01");
    await inOne((tx) =>
      saveDraft(tx, sampleRecord({ summary: "Mới." }), { origin: "official", seen: undefined, by: "A" }),
    );
    const second = await publish(code, "2022-09-01");
    expect((await procedureAt(queries, code, "2022-08-31"))?.versionId).toBe(first);
    expect((await procedureAt(queries, code, "2022-09-01"))?.versionId).toBe(second);
    const kept = await procedureVersion(queries, first);
    expect(kept.summary).toBe("Bạn cần thẻ để mượn sách.");
    expect(kept.validTo).toBe("2022-09-01");
    expect(kept.serviceLevel("2022-08-14")).toBe(4);
    expect(kept.serviceLevel("2022-08-15")).toBe("full");
  });

  test("a version cannot begin before the one in force, nor without a decision", async () => {
    await inOne((tx) =>
      saveDraft(tx, sampleRecord({ summary: "Ba." }), { origin: "official", seen: undefined, by: "A" }),
    );
    const [draft] = await versionsOfProcedure(world.database.queries, code);
    if (!draft) throw new Error("no draft");
    const attempt = inOne((tx) =>
      publishVersion(tx, {
        code,
        versionId: draft.versionId,
        seen: 1,
        from: "2022-09-01",
        basis: " ",
        by: "A",
      }),
    );
    await expect(attempt).rejects.toSatisfy(
      (error) => error instanceof FormRefusal && "from" in error.problems && "basis" in error.problems,
    );
  });

  test("who saw an earlier draft overwrites nothing", async () => {
    const options = { origin: "official", by: "B" } as const;
    await inOne((tx) => saveDraft(tx, sampleRecord({ summary: "Bốn." }), { ...options, seen: 1 }));
    await expect(
      inOne((tx) => saveDraft(tx, sampleRecord({ summary: "Năm." }), { ...options, seen: 1 })),
    ).rejects.toMatchObject({ code: "conflict", status: 409 });
    const [draft] = await versionsOfProcedure(world.database.queries, code);
    expect(draft?.summary).toBe("Bốn.");
  });

  test("withdrawn: nobody finds it from today, its version stays, a second time is refused", async () => {
    const today = localDateOf(new Date());
    const record = sampleRecord({ code: "1.900002", name: "Thủ tục cho mượn kèn đồng" });
    await inOne((tx) =>
      takeRecord(tx, record, { origin: "official", from: "2022-01-01", basis: "QĐ 1", by: "A" }),
    );
    const before = await procedureAt(world.database.queries, record.code, today);
    if (!before) throw new Error("not published");
    const input = { code: record.code, versionId: before.versionId, seen: before.version, by: "A" };
    await expect(inOne((tx) => withdrawProcedure(tx, { ...input, reason: "" }))).rejects.toThrow(FormRefusal);
    await inOne((tx) => withdrawProcedure(tx, { ...input, reason: "QĐ 2" }));
    expect(await procedureAt(world.database.queries, record.code, today)).toBeUndefined();
    expect((await procedureVersion(world.database.queries, before.versionId)).state).toBe("withdrawn");
    await expect(inOne((tx) => withdrawProcedure(tx, { ...input, reason: "QĐ 2" }))).rejects.toThrow(Refusal);
    await expect(
      inOne((tx) => withdrawProcedure(tx, { ...input, seen: input.seen + 1, reason: "QĐ 2" })),
    ).rejects.toMatchObject({ code: "procedures.not-in-force" });
  });

  test("a difference names the place and both texts, and a new case shifts nothing", () => {
    const before = sampleRecord();
    const [only] = before.cases;
    if (!only) throw new Error("no case");
    const after = sampleRecord({
      summary: "Khác.",
      cases: [{ ...only, key: "new", name: "Cấp lại", steps: ["Một bước."] }, only],
    });
    const differences = differenceOf(before, after);
    expect(differences).toContainEqual({ where: ["summary"], before: before.summary, after: "Khác." });
    expect(differences.filter(({ where }) => where[1] === "Cấp mới")).toEqual([]);
    expect(differences.some(({ where }) => where[1] === "Cấp lại")).toBe(true);
    expect(differenceOf(before, before)).toEqual([]);
  });
});

describe("finding as people speak", () => {
  test.each([
    ["khai sinh cho con", "1.001193"],
    ["KHAI SINH CHO CON", "1.001193"],
    ["khai sinh", "1.001193"],
    ["giấy khai sanh", "1.001193"],
    ["xác nhận độc thân", "1.004873"],
    ["sao y", "2.000815"],
    ["mở quán cà phê", "1.001612"],
    ["mất bằng lái", "1.002820"],
    ["bằng lái hết hạn", "1.002809"],
    ["trợ cấp người già", "1.001776"],
    ["mở nhà thuốc", "1.004593"],
    ["phép xây nhà", "1.009994"],
    ["1.001193", "1.001193"],
  ])("%s", async (typed, code) => {
    expect((await found(typed))[0]).toBe(code);
  });

  test("đổi tên bìa đỏ finds both ways it is meant, with and without marks", async () => {
    for (const typed of ["đổi tên bìa đỏ", "doi ten bia do", "sang tên sổ đỏ"]) {
      expect((await found(typed)).slice(0, 3)).toEqual(expect.arrayContaining(["2.000889", "1.004227"]));
    }
  });

  test("the place of a tone mark does not matter: hoà, hòa", () => {
    expect(readQuestion(SPEECH, "hoà giải").things).toEqual(readQuestion(SPEECH, "hòa giải").things);
  });

  test("signs of patterns are letters like others", async () => {
    expect(await found(".*(")).toBeInstanceOf(Array);
    expect(await found("zzz \\m [a")).toEqual([]);
  });
});

describe("the procedures of the province", () => {
  test("at least 40, of every field and level, each whole and once", async () => {
    const records = await provinceRecords();
    expect(records.length).toBeGreaterThanOrEqual(40);
    expect(new Set(records.map(({ code }) => code)).size).toBe(records.length);
    expect(new Set(records.map(({ field }) => field.code)).size).toBeGreaterThanOrEqual(12);
    for (const level of ["province", "district", "commune"] as const) {
      expect(records.filter(({ levels }) => levels.includes(level)).length).toBeGreaterThan(5);
    }
    for (const record of records) {
      expect(record.summary, record.code).not.toBe("");
      expect(record.keywords.length, record.code).toBeGreaterThan(0);
      expect(record.lifeEvents.length, record.code).toBeGreaterThan(0);
      for (const each of record.cases) expect(each.components.length, record.code).toBeGreaterThan(0);
    }
  });

  test("each has a body that receives it, at the department it names", async () => {
    const { queries } = world.database;
    for (const record of await provinceRecords()) {
      expect((await bodiesFor(queries, record, undefined, "2022-03-10")).length, record.code).toBeGreaterThan(
        0,
      );
    }
  });

  test("at a place: its commune, and the district above it, and no other", async () => {
    const { queries } = world.database;
    const district = await world.organisation(DAK_HA);
    const { rows } = await sql<{ id: string }>`select organisation_id id from directory.organisation_version
      where parent_id = ${district}::uuid and kind = 'commune' limit 1`.execute(queries);
    const commune = rows[0]?.id ?? "";
    const today = localDateOf(new Date());
    const bodies = await bodiesFor(
      queries,
      { levels: ["district", "commune"], department: "" },
      commune,
      today,
    );
    expect(bodies.map(({ id }) => id).sort()).toEqual([commune, district].sort());
  });

  test("seeding again changes nothing", async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int n from public_services.procedure_version
      where origin = 'province'`.execute(world.database.queries);
    const [record] = await provinceRecords();
    if (!record) throw new Error("none");
    const again = await inOne((tx) =>
      takeRecord(tx, record, { origin: "province", from: "2022-01-01", basis: "x", by: "A" }),
    );
    expect(again).toBe("unchanged");
    expect(rows[0]?.n).toBe((await provinceRecords()).length);
  });
});

describe("what officials type", () => {
  test("every record of the province goes through the form and comes back the same", async () => {
    for (const record of await provinceRecords()) {
      expect(parseTypedRecord(typedRecord(record)), record.code).toEqual(record);
    }
  });

  test("a line that cannot be meant is named beside its field", () => {
    const typed = {
      ...typedRecord(sampleRecord()),
      cases: "Trường hợp | a | A\nNhảm | 1",
      serviceLevel: "9",
    };
    expect(() => parseTypedRecord(typed)).toThrow(FormRefusal);
    try {
      parseTypedRecord(typed);
    } catch (error) {
      if (!(error instanceof FormRefusal)) throw error;
      expect(error.problems.cases?.vi).toContain("Dòng 2");
      expect(error.problems.serviceLevel).toBeDefined();
    }
  });
});

describe("who may", () => {
  test("the office writes, its leaders publish, others neither; administrators both", async () => {
    const { queries } = world.database;
    const keepers = await keepersOn(queries, localDateOf(new Date()));
    const [office = ""] = keepers.keepers;
    const person = (roles: string[], organisationId: string): PersonActor => ({
      kind: "person",
      personId: office,
      appointmentId: office,
      organisationId,
      unitId: organisationId,
      fullName: "A",
      positionTitle: "",
      roles,
    });
    const elsewhere = await world.organisation(DAK_HA);
    for (const role of ["clerk", "leader", "head-of-unit", "specialist", "administrator", "auditor"]) {
      const inside = person([role], office);
      const outside = person([role], elsewhere);
      expect(may(inside, mayWriteProcedure, keepers), role).toBe(true);
      expect(may(outside, mayWriteProcedure, keepers), role).toBe(role === "administrator");
      expect(may(inside, mayPublishProcedure, keepers), role).toBe(
        ["leader", "administrator"].includes(role),
      );
      expect(may(outside, mayPublishProcedure, keepers), role).toBe(role === "administrator");
    }
    expect(() => assertMay(person(["leader"], elsewhere), mayPublishProcedure, keepers)).toThrow(
      AccessDeniedError,
    );
  });
});

describe("import of national records", () => {
  const national = (code: string, over: Record<string, unknown> = {}) => ({
    code,
    name: "Thủ tục cấp giấy qua cầu treo",
    decision: "Quyết định số 1/QĐ-BXX",
    level: "Cấp Tỉnh, Cấp Xã",
    field: "Cầu đường",
    steps: "Bước 1: Nộp đơn. Bước 2: Nhận giấy.",
    applicants: ["Công dân Việt Nam"],
    executingAgency: "Ủy ban nhân dân xã",
    competentAgency: null,
    coordinatingAgency: null,
    result: "Giấy qua cầu",
    conditions: "Không",
    channels: [
      { channel: "Trực tiếp", duration: "20 Ngày làm việc", fee: "Phí : 50.000 Đồng (mỗi giấy)" },
      { channel: "Trực tuyến", duration: "Không quy định", fee: "Lệ phí : 0.5 USD" },
    ],
    components: [{ name: "Đơn", template: null, originals: 1, copies: 0 }],
    legalBases: [{ number: "1", title: "Luật Cầu" }],
    ...over,
  });
  const file = (records: unknown) => ({
    fileName: "a.json",
    content: new TextEncoder().encode(JSON.stringify(records)),
    by: "A",
  });

  test("what is whole is taken, the rest refused by line with the reason, and again nothing changes", async () => {
    const records = [
      national("1.910001"),
      national("xx"),
      national("1.910002", { level: "Cấp Bộ" }),
      "nonsense",
      national("1.910003", { steps: "" }),
    ];
    const report = await importProcedures(world.house, SYSTEM, file(records));
    expect(report).toMatchObject({ taken: 1, unchanged: 0, refused: 4 });
    expect(report.lines.map(({ outcome }) => outcome)).toEqual([
      "taken",
      "refused",
      "refused",
      "refused",
      "refused",
    ]);
    for (const { outcome, reason } of report.lines) if (outcome === "refused") expect(reason.vi).not.toBe("");
    const today = localDateOf(new Date());
    const taken = await procedureAt(world.database.queries, "1.910001", today);
    expect(taken?.levels).toEqual(["province", "commune"]);
    expect(taken?.cases[0]?.steps).toEqual(["Bước 1: Nộp đơn.", "Bước 2: Nhận giấy."]);
    expect(taken?.cases[0]?.channels[0]?.fees[0]).toMatchObject({
      kind: "fee",
      amount: 50_000,
      currency: "VND",
    });
    const again = await importProcedures(world.house, SYSTEM, file(records));
    expect(again).toMatchObject({ taken: 0, unchanged: 1, refused: 4 });
  });

  test("a run that was broken off goes on behind its last line", async () => {
    const records = [national("1.920001"), national("1.920002")];
    const whole = file(records);
    const first = await importProcedures(world.house, SYSTEM, whole);
    const { queries } = world.database;
    await sql`update public_services.procedure_import set finished_at = null where id = ${first.id}::uuid`.execute(
      queries,
    );
    await sql`delete from public_services.procedure_import_line where import_id = ${first.id}::uuid and line = 2`.execute(
      queries,
    );
    const resumed = await importProcedures(world.house, SYSTEM, whole);
    expect(resumed.id).toBe(first.id);
    expect(resumed).toMatchObject({ taken: 1, unchanged: 1, refused: 0 });
  });

  test("what is no list is refused whole", async () => {
    await expect(importProcedures(world.house, SYSTEM, file({ a: 1 }))).rejects.toMatchObject({
      status: 422,
    });
  });

  test.each([
    ["20 Ngày làm việc", { amount: 20, unit: "working-day", text: "" }],
    ["0.5 Giờ", { amount: 0.5, unit: "hour", text: "" }],
    ["03 Ngày", { amount: 3, unit: "day", text: "" }],
    ["Không quy định", { amount: 0, unit: "none", text: "Không quy định" }],
    ["", { amount: 0, unit: "none", text: "" }],
  ])("duration %s", (said, read) => {
    expect(readDuration(said)).toEqual(read);
  });

  test.each([
    ["Phí : 50.000 Đồng", "fee", 50_000, "VND"],
    ["Lệ phí : 0.5 USD", "charge", 0.5, "USD"],
    ["Phí : Không Đồng", "fee", 0, "VND"],
    ["Phí :  Đồng (Theo quy định)", "fee", null, "VND"],
  ])("fee %s", (said, kind, amount, currency) => {
    expect(readFee(said, "x")).toMatchObject({ kind, amount, currency });
  });
});

test("service levels have the words of their day", () => {
  expect(serviceLevelOn(4, "2022-08-14").words.vi).toBe("Dịch vụ công trực tuyến mức độ 4");
  expect(serviceLevelOn(4, "2022-08-15").words.vi).toBe("Dịch vụ công trực tuyến toàn trình");
  expect(serviceLevelOn(3, "2022-08-15").level).toBe("partial");
});
