import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../database/testing.ts";
import { type TestSite, testSite } from "../../http/testing.ts";
import { type PersonActor, transact, uuidv7 } from "../../transaction/index.ts";
import { createSealer, recordsOf, sealOf } from "../index.ts";
import { audit } from "../system.ts";

const room = (name: string) => ({
  room: `core/${name}`,
  folder: new URL(`../../${name}/migrations/`, import.meta.url),
});
const id = (): string => uuidv7(new Date());
const person = (fullName: string, roles: string[]): PersonActor => ({
  kind: "person",
  personId: id(),
  appointmentId: id(),
  organisationId: id(),
  unitId: id(),
  fullName,
  positionTitle: "Thanh tra viên",
  roles,
  address: "10.0.0.7",
});
const auditor = person("Rơ Châm H'Yến", ["auditor"]);
const specialist = person("A Thôn", ["specialist"]);
let database: TestDatabase;
let site: TestSite;

beforeAll(async () => {
  database = await testDatabase(["search", "directory"].map(room));
  site = await testSite(database, [audit]);
  await database.pool.query(
    "insert into directory.person (id, full_name, sort_name, name_folded) values ($1, 'A Thôn', 'Thôn A', 'a thon')",
    [specialist.personId],
  );
  for (let n = 0; n < 120; n += 1) {
    const actor = n % 2 === 0 ? specialist : auditor;
    await transact(site.house, { actor }, async (tx) =>
      tx.record({
        action: n % 3 === 0 ? "documents.read" : "documents.sign",
        objectKind: "document",
        objectId: `doc-${n}`,
        data: { n },
      }),
    );
  }
  const folder = join(site.house.config.dataDirectory, "audit");
  const sealer = createSealer({ database, folder, secret: site.house.config.secret });
  // Transactions of other tests on this server hold the sequencer back for a moment.
  while ((await sealer.run()).signed < 120) await sleep(20);
});
afterAll(async () => {
  site.close();
  await database.drop();
});

describe("the audit log in pages", () => {
  test("only auditors and administrators see it", async () => {
    expect((await site.ask(null, "/administration/audit")).location).toMatch(/^\/sign-in/);
    for (const path of [
      "/administration/audit",
      "/administration/audit/export.xlsx",
      `/administration/audit/${id()}`,
    ]) {
      expect((await site.ask(specialist, path)).status, path).toBe(403);
    }
    expect((await site.ask(person("B", ["administrator"]), "/administration/audit")).status).toBe(200);
    const scoped = { ...auditor, scopes: ["documents:read"] };
    expect((await site.ask(scoped, "/api/v1/audit/records")).status).toBe(403);
  });

  test("newest first, page by page, with seal state", async () => {
    const first = await site.ask(auditor, "/administration/audit");
    expect(first.text).toContain("document/doc-119");
    expect(first.text).toContain("document/doc-70");
    expect(first.text).not.toContain("document/doc-69<");
    expect(first.text).toContain("Số 119, đã ký");
    const next = /href="(\/administration\/audit\?after=[^"]+)"/.exec(first.text)?.[1] ?? "";
    const second = await site.ask(auditor, next);
    expect(second.text).toContain("document/doc-69");
    expect(second.text).not.toContain("document/doc-70<");
  });

  test("filters by day, action, person without diacritics and object", async () => {
    const ask = async (query: string): Promise<number> =>
      (await site.ask(auditor, `/administration/audit?${query}`)).text.split(">document/doc-").length - 1;
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    expect(await ask(`at=${today}&action=documents.read&person=thon`)).toBe(20);
    expect(await ask("at=01/01/2020")).toBe(0);
    expect(await ask("object=document/doc-7")).toBe(1);
    expect(await ask("person=%25")).toBe(0);
    const wrong = await site.ask(auditor, "/administration/audit?at=31/02/2022");
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Ngày chưa đúng");
  });

  test("one record shows its data and a proof that leads to the signed root", async () => {
    const [record] = await recordsOf(database.queries, "document", "doc-42");
    const { text } = await site.ask(auditor, `/administration/audit/${record?.id}`);
    expect(text).toContain("A Thôn");
    expect(text).toContain("10.0.0.7");
    expect(text).toContain("dẫn đúng đến gốc cây đã ký");
    expect(await sealOf(database.queries, record?.id ?? "")).toMatchObject({ state: "signed", index: 42 });
    expect((await site.ask(auditor, `/administration/audit/${id()}`)).status).toBe(404);
    expect((await site.ask(auditor, "/administration/audit/not-an-id")).status).toBe(404);
  });

  test("exports the filtered log as a spreadsheet, and that is on record", async () => {
    const file = await site.ask(auditor, "/administration/audit/export.xlsx?action=documents.read");
    expect(file.type).toContain("spreadsheetml");
    const { default: excel } = await import("exceljs");
    const book = new excel.Workbook();
    await book.xlsx.load(Buffer.from(file.bytes).buffer);
    const sheet = book.worksheets[0];
    expect(sheet?.rowCount).toBe(41);
    expect(sheet?.getRow(2).getCell(5).value).toBe("doc-117");
    expect((await recordsOf(database.queries, "audit-log", "all"))[0]).toMatchObject({
      action: "audit.export",
      data: { records: 40 },
    });
  });

  test("programs read the same log", async () => {
    const program = { ...auditor, scopes: ["audit:read"] };
    const { text } = await site.ask(program, "/api/v1/audit/records?limit=2&objectKind=document");
    const answer = JSON.parse(text);
    expect(answer.records.map((one: { objectId: string }) => one.objectId)).toEqual(["doc-119", "doc-118"]);
    expect(answer.records[0].seal).toMatchObject({ state: "signed", index: 119 });
    const rest = JSON.parse(
      (await site.ask(program, `/api/v1/audit/records?limit=1&after=${answer.next}`)).text,
    );
    expect(rest.records[0].objectId).toBe("doc-117");
  });
});
