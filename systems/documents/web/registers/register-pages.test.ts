import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import exceljs from "exceljs";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { unitsOf } from "../../../../core/directory/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { directIncomingDocument } from "../../incoming/direct-incoming-document.ts";
import { presentIncomingDocument } from "../../incoming/present-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../../incoming/register-paper-document.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "../../testing.ts";
import { testPages } from "../testing.ts";
import { registerPages } from "./index.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let clerk: PersonActor;
let leader: PersonActor;
let other: PersonActor;

const today = localDateOf(new Date());
const year = Number(today.slice(0, 4));

beforeAll(async () => {
  world = await testProvince();
  const body = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", body);
  leader = await world.actor("leader", body);
  other = await world.actor("clerk", await world.organisation(STTTT));
  pages = testPages(world.house, (app) => registerPages(app));
  await paper({ abstract: "Về việc tăng cường ứng dụng chữ ký số", codeNumber: "01", fromName: "Bộ Nội vụ" });
  await paper({ abstract: '=HYPERLINK("http://x","bấm")', codeNumber: "02", fromName: "+84 60 3862" });
  await paper({ abstract: "Về việc mật", codeNumber: "03", confidentiality: 1 });
  const handled = await paper({ abstract: "Về việc báo cáo công tác Đăk Hà", codeNumber: "04", urgency: 1 });
  const [lead, helper] = await unitsOf(world.database.queries, body, today);
  await transact(world.house, { actor: clerk }, (tx) =>
    presentIncomingDocument(tx, clerk, handled, leader.appointmentId),
  );
  await transact(world.house, { actor: leader }, (tx) =>
    directIncomingDocument(tx, leader, {
      id: handled,
      directive: "Khẩn trương thực hiện",
      leadUnit: lead?.id ?? "",
      cooperatingUnits: [helper?.id ?? ""],
      deadline: new Date("2099-03-04T09:30:00Z"),
    }),
  );
});
afterAll(() => world.close());

async function paper(fields: Record<string, unknown>): Promise<string> {
  const made = await transact(world.house, { actor: clerk }, (tx) =>
    registerPaperDocument(tx, clerk, {
      fields: parsePaperFields(
        {
          fromName: "UBND tỉnh Kon Tum",
          codeNotation: "UBND-VX",
          issuedDate: "2026-03-04",
          typeName: "Công văn",
          ...fields,
        },
        today,
      ),
      file: null,
      verdict: null,
      verdictDetails: null,
    }),
  );
  return made.id;
}

async function exported(path: string): Promise<Buffer> {
  const answer = await pages.app.request(path, {
    headers: { "x-person": clerk.appointmentId, "sec-fetch-site": "same-origin" },
  });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

async function sheetOf(content: Buffer): Promise<exceljs.Worksheet> {
  const file = join(tmpdir(), `register-${uuidv7(new Date())}.xlsx`);
  await writeFile(file, content);
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(file);
  const [sheet] = book.worksheets;
  if (!sheet) throw new Error("no sheet");
  return sheet;
}

function texts(row: exceljs.Row): string[] {
  return Array.isArray(row.values) ? row.values.slice(1).map(String) : [];
}

async function pdfTextOf(content: Buffer): Promise<string> {
  const file = join(tmpdir(), `register-${uuidv7(new Date())}.pdf`);
  await writeFile(file, content);
  const { stdout } = await promisify(execFile)("pdftotext", ["-layout", file, "-"], { maxBuffer: 64 << 20 });
  return stdout.normalize("NFC");
}

const INCOMING = [
  "Ngày đến",
  "Số đến",
  "Tác giả",
  "Số, ký hiệu",
  "Ngày tháng",
  "Tên loại và trích yếu nội dung",
  "Đơn vị hoặc người nhận",
  "Ngày chuyển",
  "Ký nhận",
  "Ghi chú",
];
const OUTGOING = [
  "Số, ký hiệu văn bản",
  "Ngày tháng văn bản",
  "Tên loại và trích yếu nội dung văn bản",
  "Người ký",
  "Nơi nhận văn bản",
  "Đơn vị, người nhận bản lưu",
  "Số lượng bản",
  "Ngày chuyển",
  "Ký nhận",
  "Ghi chú",
];
const HANDLING = [
  "Số đến",
  "Tên loại, số và ký hiệu, ngày tháng và tác giả văn bản",
  "Đơn vị hoặc người nhận",
  "Thời hạn giải quyết",
  "Tiến độ giải quyết",
  "Số, ký hiệu văn bản trả lời",
  "Ghi chú",
];

describe("registers have exactly the columns of NĐ 30/2020 Phụ lục IV", () => {
  test.each([
    ["incoming", INCOMING],
    ["outgoing", OUTGOING],
    ["handling", HANDLING],
  ])("%s: on the page and in XLSX", async (name, columns) => {
    const page = await pages.as(clerk).get(`/registers/${name}`);
    const heads = [...page.text.matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)/g)].map(
      (match) => match[1],
    );
    expect(heads).toEqual(columns);
    const sheet = await sheetOf(await exported(`/registers/${name}.xlsx`));
    expect(texts(sheet.getRow(5))).toEqual(columns);
  });
});

describe("what stands in the register", () => {
  test("numbers run from 1; a secret document has its own series and its own book", async () => {
    const sheet = await sheetOf(await exported("/registers/incoming.xlsx"));
    const rows = [6, 7, 8].map((n) => texts(sheet.getRow(n)));
    expect(rows.map((row) => row[1])).toEqual(["1", "2", "3"]);
    expect(sheet.rowCount).toBe(8);
    expect(rows[2]?.[6]).toMatch(/; phối hợp: /);
    expect(rows[2]?.[9]).toBe("Khẩn; Văn bản giấy");
    const secret = await sheetOf(await exported("/registers/incoming.xlsx?book=secret"));
    expect(secret.rowCount).toBe(6);
    expect(texts(secret.getRow(6)).slice(1, 6)).toEqual([
      "1",
      "UBND tỉnh Kon Tum",
      "03/UBND-VX",
      "04/03/2026",
      "Công văn: Về việc mật",
    ]);
    expect((await pages.as(clerk).get("/registers/incoming")).text).not.toContain("Về việc mật");
  });

  test("a text that looks like a formula is text, in the file and to whoever edits the cell", async () => {
    const sheet = await sheetOf(await exported("/registers/incoming.xlsx"));
    const cell = sheet.getRow(7).getCell(6);
    expect(cell.type).toBe(exceljs.ValueType.String);
    expect(cell.formula).toBeUndefined();
    expect(cell.value).toBe('Công văn: =HYPERLINK("http://x","bấm")');
    const author = sheet.getRow(7).getCell(3);
    expect([author.type, author.value, author.numFmt]).toEqual([
      exceljs.ValueType.String,
      "+84 60 3862",
      "@",
    ]);
  });

  test("the register of handling tells deadline and progress", async () => {
    const sheet = await sheetOf(await exported("/registers/handling.xlsx?q=dak+ha"));
    const row = texts(sheet.getRow(6));
    expect(row[1]).toBe("Công văn số 04/UBND-VX ngày 04/03/2026 của UBND tỉnh Kon Tum");
    expect(row.slice(3, 5)).toEqual(["16:30 04/03/2099", "Đã phân công"]);
  });

  test.each([
    ["q=chu+ky+so", ["01"]],
    ["q=chữ ký số", ["01"]],
    ["state=assigned", ["04"]],
    [`year=${year}`, ["01", "02", "04"]],
    [`year=${year - 1}`, []],
    [`from=${today}&to=${today}`, ["01", "02", "04"]],
    ["from=2020-01-01&to=31/12/2020", []],
    ["type=Quyết định", []],
    ["q=100%", []],
  ])("filter %s", async (query, numbers) => {
    const page = await pages.as(clerk).get(`/registers/incoming?${encodeURI(query)}&sort=number`);
    expect(page.status).toBe(200);
    const found = [...page.text.matchAll(/<td>(\d\d)\/UBND-VX<\/td>/g)].map((match) => match[1]);
    expect(found).toEqual(numbers);
  });

  test("chosen columns, and only they, are exported", async () => {
    const sheet = await sheetOf(await exported("/registers/incoming.xlsx?cols=number&cols=abstract"));
    expect(texts(sheet.getRow(5))).toEqual(["Số đến", "Tên loại và trích yếu nội dung"]);
  });

  test("the PDF has the heads of a Vietnamese register and every column", async () => {
    const content = await exported(`/registers/incoming.pdf?year=${year}`);
    const text = await pdfTextOf(content);
    expect(text).toContain("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    expect(text).toContain("Độc lập - Tự do - Hạnh phúc");
    expect(text).toContain("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN");
    expect(text).toContain(`Năm ${year}`);
    expect(text).toContain("Trang 1");
    const flat = text.replace(/\s+/g, " ");
    for (const word of ["Ngày đến", "Số đến", "Tác giả", "Ký nhận", "Ghi chú", "Bộ Nội vụ"])
      expect(flat).toContain(word);
  });

  test("only clerks and leaders read registers, each those of their own organisation; exports are in the audit log", async () => {
    expect((await pages.as(leader).get("/registers/outgoing")).status).toBe(200);
    const body = await world.organisation(DAK_HA);
    const specialist = await world.actor("specialist", body);
    expect((await pages.as(specialist).get("/registers/incoming.xlsx")).status).toBe(403);
    expect((await pages.as(other).get("/registers/incoming")).text).not.toContain("chữ ký số");
    const { rows } = await sql<{ action: string }>`select distinct action from audit.record
      where object_id = ${`${body}/incoming`} order by action`.execute(world.database.queries);
    expect(rows.map((row) => row.action)).toEqual(["documents.export", "documents.read"]);
  });
});

describe("a register of 10,000 lines", () => {
  beforeAll(async () => {
    const body = other.organisationId;
    await sql`insert into documents.incoming (id, organisation_id, state, source, from_code, from_name, code_number,
        code_notation, issued_date, type_name, abstract, arrived_at, arrival_number, arrival_year, registered_at)
      select uuidv7(), ${body}::uuid, 'registered', 'paper', '', 'UBND xã số ' || n % 102, n::text, 'UBND-VX', '2025-03-04', 'Công văn',
             'Về việc báo cáo kết quả thực hiện nhiệm vụ chuyển đổi số lần thứ ' || n, '2025-03-04'::timestamptz + make_interval(mins => n),
             n, 2025, now() from generate_series(1, 10000) n`.execute(world.database.queries);
  });

  test("pages forwards and back without losing or repeating a line", async () => {
    const browser = pages.as(other);
    const numbers = (text: string) =>
      [...text.matchAll(/data-label="Số đến">(\d+)</g)].map((match) => Number(match[1]));
    const first = await browser.get("/registers/incoming?sort=number");
    const next = /href="([^"]*after=[^"]*)"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await browser.get(next);
    expect([...numbers(first.text), ...numbers(second.text)]).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 1),
    );
    const back = /href="([^"]*before=[^"]*)"/.exec(second.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(numbers((await browser.get(back)).text)).toEqual(numbers(first.text));
  });

  test.each(["xlsx", "pdf"])(
    "exports to %s whole, while other requests go on",
    async (kind) => {
      let beats = 0;
      const beat = setInterval(() => {
        beats += 1;
      }, 5);
      const answer = await pages.app.request(`/registers/incoming.${kind}`, {
        headers: { "x-person": other.appointmentId, "sec-fetch-site": "same-origin" },
      });
      const content = Buffer.from(await answer.arrayBuffer());
      clearInterval(beat);
      if (kind === "xlsx") {
        const sheet = await sheetOf(content);
        expect(sheet.rowCount).toBe(10_005);
        expect(texts(sheet.getRow(10_005))[1]).toBe("10000");
      } else {
        const text = await pdfTextOf(content);
        expect(text.match(/lần thứ\s+10000|10000\/UBND-VX/)).not.toBeNull();
        expect(text).toContain("Trang 100");
      }
      // An export that held the process would let the clock beat once or twice.
      expect(beats).toBeGreaterThan(20);
    },
    120_000,
  );
});
