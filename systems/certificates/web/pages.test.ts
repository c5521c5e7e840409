import exceljs from "exceljs";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf } from "../../../core/directory/index.ts";
import { createTestPki } from "../../../core/signing/testing/test-pki.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { demoCertificateUnit } from "../../../province/kon-tum/demo-certificates.ts";
import { testPages } from "../../documents/web/testing.ts";
import { alertRuleOn } from "../alerts.ts";
import { readSheet } from "../import/read-sheet.ts";
import { SHEET_COLUMNS } from "../import/sheet-columns.ts";
import { nextTet } from "../list-certificates.ts";
import { itUnitsOn } from "../managers.ts";
import { noteUse } from "../note-use.ts";
import { unregisteredKeys } from "../take-in-key.ts";
import { DAK_HA, type TestProvince, testRegister } from "../testing.ts";
import { certificatePages } from "./index.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let manager: PersonActor;
let clerk: PersonActor;
let specialist: PersonActor;

beforeAll(async () => {
  world = await testRegister({ seeded: true });
  const today = localDateOf(new Date());
  const { queries } = world.database;
  const [inCharge] = await holdersOf(queries, "specialist", demoCertificateUnit(), today);
  if (!inCharge) throw new Error("nobody manages");
  manager = world.actorOf(inCharge);
  const dakHa = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", dakHa);
  specialist = await world.actor("specialist", dakHa);
  pages = testPages(world.house, certificatePages);
});
afterAll(() => world.close());

async function count(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from certificates.certificate`.execute(
    world.database.queries,
  );
  return rows[0]?.n ?? 0;
}

/** A filled sheet, as Excel saves it. */
async function sheet(rows: readonly Partial<Record<string, exceljs.CellValue>>[]): Promise<Buffer> {
  const book = new exceljs.Workbook();
  const page = book.addWorksheet("Chứng thư số");
  page.addRow(SHEET_COLUMNS.map((column) => column.label));
  for (const row of rows) page.addRow(SHEET_COLUMNS.map((column) => row[column.key] ?? ""));
  return Buffer.from(await book.xlsx.writeBuffer());
}

function fileForm(name: string, content: Uint8Array, type = XLSX): FormData {
  const form = new FormData();
  form.append("files", new File([Uint8Array.from(content)], name, { type }));
  return form;
}

const line = (person: PersonActor, serial: string) => ({
  holder: person.fullName,
  email: "",
  organisation: DAK_HA,
  kind: "Cá nhân",
  serial,
  issuer: "Co quan chung thuc so",
  from: "01/01/2026",
  to: new Date("2031-01-01T00:00:00Z"),
  device: "USB Token",
  deviceSerial: "KT1",
});

/** People of one name are told apart by their address. */
async function addressed(person: PersonActor, serial: string) {
  const { rows } = await sql<{
    email: string;
  }>`select email from directory.person where id = ${person.personId}`.execute(world.database.queries);
  return { ...line(person, serial), email: rows[0]?.email ?? "" };
}

describe("one click from the register", () => {
  test("the button of the register answers which certificates end before Tết and who must act", async () => {
    const browser = pages.as(manager);
    const list = await browser.get("/certificates");
    expect(list.status).toBe(200);
    expect(list.text).toContain("1.979 chứng thư số trong toàn tỉnh");
    expect(list.text).toContain('href="/certificates/act?before=tet"');
    const act = await browser.get("/certificates/act?before=tet");
    expect(act.status).toBe(200);
    expect(act.text).toContain("Chứng thư số hết hạn trước Tết");
    expect(act.text).toContain("Ai phải xử lý");
    expect(act.text).toContain("Văn thư");
    const [year, month, day] = nextTet(new Date()).split("-");
    expect(act.text).toContain(`${day}/${month}/${year}`);
  });

  test("the answer leaves as XLSX and PDF, and reminders are sent once", async () => {
    const browser = pages.as(manager);
    const xlsx = await browser.get("/certificates/act.xlsx?before=tet");
    expect([xlsx.status, xlsx.headers.get("content-type")]).toEqual([200, XLSX]);
    const pdf = await browser.get("/certificates/act.pdf?before=tet");
    expect(pdf.text.startsWith("%PDF")).toBe(true);
    const sent = await browser.post("/certificates/act/remind?before=tet", { transactionId: "remind-01" });
    expect(sent.status).toBe(303);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from notify.notification`.execute(
      world.database.queries,
    );
    expect(rows[0]?.n).toBeGreaterThan(50);
  });

  test("a specialist sees their own certificates and is refused what is not theirs", async () => {
    const browser = pages.as(specialist);
    expect((await browser.get("/certificates")).status).toBe(200);
    expect((await browser.get("/certificates/import")).status).toBe(403);
    const { rows } = await sql<{ id: string }>`select id from certificates.certificate
      where holder_id <> ${specialist.personId} limit 1`.execute(world.database.queries);
    expect((await browser.get(`/certificates/${rows[0]?.id}`)).status).toBe(403);
    expect((await browser.get("/certificates/reports/documents?month=2026-01")).status).toBe(403);
    expect((await browser.post("/certificates/act/remind?before=tet", {})).status).toBe(422);
  });

  test.each([
    "/certificates?q=vi+the&state=expired&kind=person&sort=-end",
    "/certificates?report=left",
    "/certificates?before=32/13/2026&state=x&page=-4",
    "/certificates/reports",
    "/certificates/requests",
    "/certificates/requests/new",
    "/certificates/requests/new?find=nguyen",
    "/certificates/import",
    "/certificates.pdf?report=moved",
  ])("%s opens", async (address) => {
    expect((await pages.as(manager).get(address)).status).toBe(200);
  });
});

describe("import from a sheet", () => {
  test("preview, confirmation, and the same file again changes nothing", async () => {
    const browser = pages.as(manager);
    const before = await count();
    const file = await sheet([
      await addressed(specialist, "0A:0B:0C:01"),
      await addressed(clerk, "0a0b0c02"),
    ]);
    const sent = await browser.send("/certificates/import", fileForm("so.xlsx", file));
    expect(sent.status).toBe(303);
    const preview = await browser.get(sent.location);
    expect(preview.text).toContain("2 mới, 0 cập nhật, 0 không đổi, 0 chưa đúng");
    expect(await count()).toBe(before);
    expect((await browser.post(sent.location, { transactionId: "import-01" })).location).toBe(
      "/certificates",
    );
    expect(await count()).toBe(before + 2);
    const again = await browser.send("/certificates/import", fileForm("so.xlsx", file));
    expect((await browser.get(again.location)).text).toContain("0 mới, 0 cập nhật, 2 không đổi, 0 chưa đúng");
    await browser.post(again.location, { transactionId: "import-02" });
    expect(await count()).toBe(before + 2);
  });

  test("one wrong line: each problem stands beside its line, and nothing at all is imported", async () => {
    const browser = pages.as(manager);
    const before = await count();
    const good = await addressed(specialist, "0a0b0c09");
    const sent = await browser.send(
      "/certificates/import",
      fileForm(
        "so.xlsx",
        await sheet([
          good,
          { ...good, serial: "" },
          good,
          { ...good, serial: "0d01", holder: "Không Có Ai", to: "31/12/2020" },
          { ...good, serial: 5.4e30 },
        ]),
      ),
    );
    const { text } = await browser.get(sent.location);
    expect(text).toContain("1 mới, 0 cập nhật, 0 không đổi, 4 chưa đúng");
    for (const problem of [
      "Số serial phải là số hệ 16",
      "Trùng số serial và tổ chức cấp với dòng 2",
      "Không thấy &quot;Không Có Ai&quot; trong danh bạ",
      "Hiệu lực đến trước hiệu lực từ",
    ]) {
      expect(
        text.replaceAll("&#34;", "&quot;").replaceAll('"Không Có Ai"', "&quot;Không Có Ai&quot;"),
      ).toContain(problem);
    }
    expect(text).not.toContain("Nhập vào sổ</button>");
    const forced = await browser.post(sent.location, { transactionId: "import-03" });
    expect(forced.status).toBe(422);
    expect(await count()).toBe(before);
  });

  test("what the register exports can be read back: every line is known", async () => {
    const browser = pages.as(clerk);
    const answer = await pages.app.request("/certificates.xlsx", {
      headers: { "x-person": clerk.appointmentId, "sec-fetch-site": "same-origin" },
    });
    await browser.get("/certificates");
    const lines = await readSheet(new Uint8Array(await answer.arrayBuffer()));
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.flatMap((each) => each.problems)).toEqual([]);
  });

  test("a file that is no sheet is refused beside its field; a template can be downloaded", async () => {
    const browser = pages.as(manager);
    const refused = await browser.send("/certificates/import", fileForm("so.xlsx", Buffer.from("hello")));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("không phải bảng tính XLSX");
    expect((await browser.send("/certificates/import", new FormData())).status).toBe(422);
    expect((await browser.get("/certificates/import/template.xlsx")).status).toBe(200);
  });

  test("a certificate file fills the line by itself", async () => {
    const pki = createTestPki();
    const { identity } = pki.issue({ commonName: "Không Ai Biết" });
    const browser = pages.as(manager);
    const sent = await browser.send(
      "/certificates/import",
      fileForm("khong-ai.cer", identity.certificate, "application/x-x509-ca-cert"),
    );
    const { text } = await browser.get(sent.location);
    expect(text).toContain("khong-ai.cer");
    expect(text).toContain("Không Ai Biết");
    expect(text).toContain("0 mới, 0 cập nhật, 0 không đổi, 1 chưa đúng");
  });
});

describe("the key ring and the register", () => {
  test("a key that signs here without being registered is named, taken in, and its signatures are noticed", async () => {
    const { queries } = world.database;
    const { identity } = createTestPki().issue({ commonName: specialist.fullName });
    const { createHash } = await import("node:crypto");
    const thumbprint = createHash("sha256").update(identity.certificate).digest("hex");
    await sql`insert into signing.certificate (id, owner_kind, owner_id, origin, key_box, certificate, issuers, subject,
        issuer, serial, fingerprint, not_before, not_after, state, image_sha256, created_at)
      values (gen_random_uuid(), 'person', ${specialist.personId}, 'upload', '\\x01', ${Buffer.from(identity.certificate)},
        '{}', 'A', 'CA', '1', ${thumbprint}, now(), now() + interval '1 year', 'active', ${"0".repeat(64)}, now())`.execute(
      queries,
    );
    expect((await unregisteredKeys(queries, 10)).map((key) => key.thumbprint)).toEqual([thumbprint]);
    const browser = pages.as(manager);
    expect((await browser.get("/certificates/reports")).text).toContain(thumbprint);
    const taken = await browser.post("/certificates/take-in", { thumbprint, transactionId: "take-in-1" });
    expect(taken.status).toBe(303);
    expect((await browser.get(taken.location)).text).toContain(thumbprint);
    expect(await unregisteredKeys(queries, 10)).toEqual([]);
    const at = new Date("2026-11-20T03:00:00Z");
    await transact(world.house, { actor: manager }, (tx) =>
      noteUse.handle(
        tx,
        {
          id: "e",
          at,
          type: "documents.outgoing-moved",
          subjectId: "d",
          organisations: [],
          actor: {},
          data: { outgoingId: "d", action: "sign", state: "signed", signerFingerprint: thumbprint },
        },
        world.house,
      ),
    );
    const { rows } = await sql<{ last_used_at: Date }>`select last_used_at from certificates.certificate
      where thumbprint = ${thumbprint}`.execute(queries);
    expect(rows[0]?.last_used_at).toEqual(at);
  });
});

test("a request from the ticked rows to the printed list, without script", async () => {
  const browser = pages.as(clerk);
  const { rows } = await sql<{ id: string }>`select id from certificates.certificate
    where organisation_id = ${clerk.organisationId} and state = 'in-use' order by id limit 2`.execute(
    world.database.queries,
  );
  const ids = rows.map((row) => row.id);
  const chosen = await browser.post("/certificates/selected", { do: "renew", selected: ids });
  expect((await browser.get(chosen.location)).text).toContain("Lý do đề nghị");
  const empty = await browser.post("/certificates/requests/later", { kind: "renew", certificate: ids });
  expect([empty.status, empty.text.includes("Ghi lý do đề nghị.")]).toEqual([422, true]);
  const drafted = await browser.post("/certificates/requests/later", {
    kind: "renew",
    certificate: ids,
    reason: "Sắp hết hạn",
    transactionId: "draft-0001",
  });
  expect(drafted.status).toBe(303);
  const page = await browser.get(drafted.location);
  expect(page.text).toContain("In danh sách (2)");
  for (const form of ["form.pdf", "list.pdf"]) {
    expect((await browser.get(`${drafted.location}/${form}`)).text.startsWith("%PDF")).toBe(true);
  }
  expect((await browser.post(`${drafted.location}/submit`, { reference: "1/CV" })).status).toBe(303);
  expect((await browser.post(`${drafted.location}/complete`, {})).status).toBe(403);
  const done = await pages.as(manager).post(`${drafted.location}/complete`, {
    serial: "77AA01",
    issuer: "Co quan chung thuc so",
    from: "01/12/2026",
    to: "01/12/2031",
    device: "usb-token",
    deviceSerial: "KT77",
  });
  expect(done.status).toBe(303);
  expect((await pages.as(manager).get(drafted.location)).text).toContain("Xem chứng thư số được cấp");
});

test("an administrator decides who looks after certificates and when people are told, from today on", async () => {
  const administrator: PersonActor = {
    ...specialist,
    appointmentId: "00000000-0000-4000-8000-000000000001",
    roles: ["administrator"],
  };
  const browser = pages.as(administrator);
  const { queries } = world.database;
  const now = new Date();
  expect((await pages.as(manager).get("/certificates/settings")).status).toBe(403);
  expect((await browser.get("/certificates/settings")).text).toContain(
    "Toàn tỉnh: Phòng Công nghệ thông tin",
  );
  const wrong = await browser.post("/certificates/settings/alerts", {
    days: "x",
    escalateDays: "0",
    unusedMonths: "6",
  });
  expect([wrong.status, wrong.text.includes("Ghi căn cứ.")]).toEqual([422, true]);
  const rule = { days: "7, 90,30", escalateDays: "10", unusedMonths: "3", basis: "Quy chế 2026" };
  expect((await browser.post("/certificates/settings/alerts", rule)).status).toBe(303);
  expect(await alertRuleOn(queries, now)).toEqual({ days: [90, 30, 7], escalateDays: 10, unusedMonths: 3 });
  const yesterday = new Date(now.getTime() - 86_400_000);
  expect((await alertRuleOn(queries, yesterday)).days).toEqual([60, 30, 7]);
  const unit = `${clerk.organisationId}:${clerk.unitId}`;
  expect((await browser.post("/certificates/settings/units", { unit, scope: "organisation" })).status).toBe(
    303,
  );
  expect((await itUnitsOn(queries, now)).byOrganisation.get(clerk.organisationId)).toEqual([clerk.unitId]);
  expect((await itUnitsOn(queries, yesterday)).byOrganisation.has(clerk.organisationId)).toBe(false);
  expect((await browser.post("/certificates/settings/units", { unit: "", scope: "province" })).status).toBe(
    422,
  );
});
