import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localDateOf } from "../../../core/calendar/index.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import type { TestProvince } from "../../documents/testing.ts";
import { incomingPages } from "../../documents/web/incoming/index.ts";
import { outgoingPages } from "../../documents/web/outgoing/index.ts";
import { testPages } from "../../documents/web/testing.ts";
import { importCatalogue } from "../catalogue/import-catalogue.ts";
import { readCatalogueSheet } from "../catalogue/read-sheet.ts";
import { SHEET_COLUMNS } from "../catalogue/sheet-columns.ts";
import { buildWaiting, issuedDocument, openFile, STTTT, testRecords } from "../testing.ts";
import { recordsPages } from "./index.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const YEAR = Number(localDateOf(new Date()).slice(0, 4));

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let keeper: PersonActor;
let clerk: PersonActor;
let leader: PersonActor;

beforeAll(async () => {
  world = await testRecords();
  const sttt = await world.organisation(STTTT);
  keeper = await world.actor("specialist", sttt);
  clerk = await world.actor("clerk", sttt);
  leader = await world.actor("leader", sttt);
  pages = testPages(world.house, (app, house) => {
    recordsPages(app);
    incomingPages(app);
    outgoingPages(app, house);
  });
});
afterAll(() => world.close());

const idIn = (location: string): string => /\/files\/([0-9a-f-]{36})/.exec(location)?.[1] ?? "";

test("a file from its opening to the archive, without script", async () => {
  const [mine, archive] = [pages.as(keeper), pages.as(clerk)];
  const form = await mine.get("/files/new");
  expect(form.text).toContain("Số và ký hiệu hồ sơ");
  const wrong = await mine.post("/files/new", {
    year: "2026",
    notation: "có dấu cách",
    title: "",
    retention: "lâu",
  });
  expect(wrong.status).toBe(422);
  for (const sentence of ["Ghi tiêu đề hồ sơ", "Ghi số và ký hiệu", "Vĩnh viễn"])
    expect(wrong.text).toContain(sentence);
  expect(wrong.text).toContain('value="có dấu cách"');
  const opened = await mine.post("/files/new", {
    year: "2026",
    notation: "12-STTTT",
    title: "Hồ sơ triển khai chuyển đổi số năm 2026",
    retention: "20 năm",
    access: "named",
    transactionId: "open-file-1",
  });
  expect(opened.status).toBe(303);
  const id = idIn(opened.location);

  const document = await issuedDocument(world, keeper, { abstract: "V/v lập hồ sơ điện tử" });
  const card = await mine.get(`/outgoing/${document}`);
  expect(card.text).toContain(`/files/add?kind=outgoing&amp;document=${document}`);
  expect((await mine.get(`/files/add?document=${document}`)).text).toContain("12-STTTT (2026)");
  const added = await mine.post("/files/add", { document, file: id });
  expect(added.location).toBe(`/outgoing/${document}`);
  expect((await mine.get(`/outgoing/${document}`)).text).toContain("12-STTTT Hồ sơ triển khai");

  const material = new FormData();
  material.append("title", "Biên bản họp");
  material.append("date", "05/03/2026");
  material.append("file", new File(["nội dung"], "bien-ban.txt"));
  expect((await mine.send(`/files/${id}/material`, material)).status).toBe(303);
  const page = await mine.get(`/files/${id}`);
  expect(page.text).toContain("V/v lập hồ sơ điện tử");
  expect(page.text).toContain("Biên bản họp");
  const [item] = [...page.text.matchAll(/materials\/([0-9a-f-]{36})/g)].map((match) => match[1]);
  const download = await mine.get(`/files/${id}/materials/${item}`);
  expect([download.text, download.headers.get("content-type")]).toEqual([
    "nội dung",
    "application/octet-stream",
  ]);
  expect((await mine.get(`/files/${id}/list.pdf`)).text.startsWith("%PDF")).toBe(true);

  expect((await mine.get(`/files/${id}/close`)).text).toContain("Kết thúc hồ sơ 12-STTTT?");
  await mine.post(`/files/${id}/close`, {});
  expect((await mine.get(`/files/deposits/new?file=${id}`)).text).toContain("12-STTTT (2026)");
  const deposit = await mine.post("/files/deposits/new", { file: id, note: "Đủ tài liệu" });
  expect(deposit.status).toBe(303);
  await buildWaiting(world);
  expect((await archive.get("/files/deposits")).text).toContain("1 hồ sơ chờ");
  expect((await archive.get(deposit.location)).text).toContain(`/files/${id}/accept`);
  expect((await mine.get(`/files/${id}/accept`)).status).toBe(404);
  const short = await archive.post(`/files/${id}/return`, { reason: "sai" });
  expect([short.status, short.text.includes("Ghi lý do từ 10")]).toEqual([422, true]);
  await archive.post(`/files/${id}/accept`, {});
  await buildWaiting(world);
  await archive.post(`/files/${id}/package-dip`, { reason: "Ông A nghiên cứu lịch sử ngành" });
  await buildWaiting(world);
  const done = await archive.get(`/files/${id}`);
  expect(done.text).toContain("Đã nộp lưu");
  const zips = [...done.text.matchAll(/\/files\/packages\/[0-9a-f-]{36}\.zip/g)].map(([path]) => path);
  expect(zips.length).toBe(3);
  const fetched = await archive.get(zips[0] ?? "");
  expect([fetched.status, fetched.text.slice(0, 2)]).toEqual([200, "PK"]);
  expect((await mine.get(zips[0] ?? "")).status).toBe(403);
  for (const kind of ["pdf", "xlsx"])
    expect((await archive.get(`${deposit.location}/list.${kind}`)).status).toBe(200);
});

test("of a document one may not read, a file shows only that it is there", async () => {
  const secret = await issuedDocument(world, keeper, { confidentiality: 1, abstract: "Điều phải giữ kín" });
  const file = await openFile(world, keeper, [secret], { access: "organisation" });
  const other = await world.actor("head-of-unit", keeper.organisationId);
  const stranger = { ...other, roles: ["specialist"], unitId: crypto.randomUUID() };
  const { status, text } = await pages.as(stranger).get(`/files/${file.id}`);
  expect(status).toBe(200);
  expect(text).toContain("Văn bản bạn chưa có quyền xem");
  expect(text).not.toContain("Điều phải giữ kín");
  expect((await pages.as(stranger).get(`/files/${file.id}/list.pdf`)).status).toBe(200);
  const xml = await pages.as(stranger).get(`/files/${file.id}/list.xml`);
  expect([xml.status, xml.text.includes("Không có quyền xem"), xml.text.includes("STTTT-VP")]).toEqual([
    200,
    true,
    false,
  ]);
  const hidden = await openFile(world, keeper, []);
  expect((await pages.as(stranger).get(`/files/${hidden.id}`)).status).toBe(403);
});

test("the list of files: a sheet in, issued, out again unchanged, and its keepers open from it", async () => {
  const archive = pages.as(clerk);
  const year = YEAR;
  const exceljs = (await import("exceljs")).default;
  const sheet = async (rows: readonly (readonly string[])[]): Promise<FormData> => {
    const book = new exceljs.Workbook();
    const first = book.addWorksheet("Danh mục");
    first.addRow(["DANH MỤC HỒ SƠ"]);
    first.addRow(SHEET_COLUMNS.map((column) => column.label));
    for (const row of rows) first.addRow([...row]);
    const form = new FormData();
    form.append("files", new File([await book.xlsx.writeBuffer()], "danh-muc.xlsx", { type: XLSX }));
    return form;
  };
  const people = { name: keeper.fullName, unit: await unitName(keeper) };
  const rows = [
    ["", "I. Tổng hợp"],
    ["01-TH", "Hồ sơ chương trình công tác", "Vĩnh viễn", people.name, people.unit],
    ["02-TH", "Hồ sơ giao ban", "5 năm", people.name, people.unit, "Bản điện tử"],
  ];
  const base = `/files/catalogues/${year}`;
  const bad = await archive.send(
    `${base}/import`,
    await sheet([...rows, ["01-TH", "Trùng", "mãi mãi", "Không Có Ai"]]),
  );
  expect(bad.status).toBe(422);
  for (const problem of ["Trùng số và ký hiệu với dòng 4", "mãi mãi", "Không thấy"])
    expect(bad.text).toContain(problem);
  expect((await archive.get(base)).text).not.toContain("Hồ sơ giao ban");
  expect((await archive.send(`${base}/import`, await sheet(rows))).status).toBe(303);
  expect((await pages.as(keeper).send(`${base}/import`, await sheet(rows))).status).toBe(403);

  const exported = await pages.app.request(`${base}/list.xlsx`, {
    headers: { "x-person": clerk.appointmentId, "sec-fetch-site": "same-origin" },
  });
  const again = await readCatalogueSheet(new Uint8Array(await exported.arrayBuffer()));
  const result = await transact(world.house, { actor: clerk }, (tx) =>
    importCatalogue(tx, clerk, year, again),
  );
  expect(result).toMatchObject({ added: 0, changed: 0, same: 2 });

  const issue = { decision: "05/QĐ-STTTT", decidedOn: `05/01/${year}` };
  expect((await archive.post(`${base}/issue`, issue)).status).toBe(403);
  expect((await pages.as(leader).post(`${base}/issue`, issue)).status).toBe(303);
  expect((await pages.as(leader).post(`${base}/issue`, issue)).status).toBe(409);
  const own = await pages.as(keeper).get("/files/new");
  expect(own.text).toContain("01-TH Hồ sơ chương trình công tác");
  const line = /\/files\/new\?line=([0-9a-f-]{36})/.exec(own.text)?.[1] ?? "";
  const opened = await pages.as(keeper).post("/files/new", {
    year: String(year),
    notation: "01-TH",
    title: "Hồ sơ chương trình công tác",
    retention: "Vĩnh viễn",
    keeper: keeper.appointmentId,
    line,
  });
  expect(opened.status).toBe(303);
  expect((await archive.get(base)).text).toContain(`href="/files/${idIn(opened.location)}"`);
  const second = (await pages.as(keeper).get("/files/new")).text;
  const other = /\/files\/new\?line=([0-9a-f-]{36})/.exec(second)?.[1] ?? "";
  const asked = { year: String(year), title: "Hồ sơ giao ban", retention: "5 năm", line: other };
  const bent = await pages.as(keeper).post("/files/new", { ...asked, notation: "99-TH" });
  expect([bent.status, bent.text.includes("giữ đúng năm, số và ký hiệu")]).toEqual([422, true]);
  const foreign = { ...asked, notation: "02-TH", keeper: clerk.appointmentId };
  expect((await pages.as(keeper).post("/files/new", foreign)).status).toBe(403);
  expect((await archive.get(`${base}?line=${line}`)).status).toBe(409);
  expect((await archive.send(`${base}/import`, await sheet([["x"]]))).status).toBe(422);
  const notSheet = new FormData();
  notSheet.append("files", new File(["x"], "x.xlsx"));
  expect((await archive.send(`${base}/import`, notSheet)).text).toContain("không phải bảng tính XLSX");
});

test("lists, filters and exports open, whatever the address holds", async () => {
  const browser = pages.as(leader);
  for (const path of [
    "/files",
    "/files?place=all&q=chuyen+doi&state=open&year=2026&sort=-due&only=due&page=2",
    "/files?only=unconfirmed&place=unit",
    "/files?state=x&year=abc&page=-1",
    "/files.xlsx?place=all",
    "/files.pdf?place=all",
    "/files/deposits?view=all",
    `/files/catalogues/${YEAR + 1}`,
    "/files/catalogues/template.xlsx",
  ])
    expect(`${path} ${(await browser.get(path)).status}`).toBe(`${path} 200`);
  for (const path of ["/files/x", "/files/catalogues/12", "/files/deposits/x", "/files/packages/x.zip"])
    expect(`${path} ${(await browser.get(path)).status}`).toBe(`${path} 404`);
});

async function unitName(person: PersonActor): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from directory.organisation_version
    where organisation_id = ${person.unitId} order by valid desc limit 1`.execute(world.database.queries);
  return rows[0]?.name ?? "";
}
