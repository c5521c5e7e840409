import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { TestProvince } from "../../../documents/testing.ts";
import { testPages } from "../../../documents/web/testing.ts";
import { keepersOn } from "../keepers.ts";
import { versionsOfProcedure } from "../procedure.ts";
import { typedRecord } from "../record-form.ts";
import { DAK_HA, sampleRecord, testCatalogue } from "../testing.ts";
import { cataloguePages } from "./index.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let writer: PersonActor;
let leader: PersonActor;
let stranger: PersonActor;

beforeAll(async () => {
  world = await testCatalogue({ seeded: true });
  const { keepers } = await keepersOn(world.database.queries, localDateOf(new Date()));
  const [office = ""] = keepers;
  leader = await world.actor("leader", office);
  writer = await world.actor("clerk", office);
  stranger = await world.actor("specialist", await world.organisation(DAK_HA));
  pages = testPages(world.house, cataloguePages);
});
afterAll(() => world.close());

const visit = async (path: string) => {
  const answer = await pages.app.request(path, {}, {});
  return { status: answer.status, text: await answer.text() };
};

test("without signing in: search, browse and a whole procedure, light and without script", async () => {
  for (const path of [
    "/services",
    "/services?q=khai+sinh+cho+con",
    "/services?event=sinh-con",
    "/services/1.001193",
  ]) {
    const { status, text } = await visit(path);
    expect(status, path).toBe(200);
    expect(text).not.toContain("<script");
    expect(brotliCompressSync(text).length, path).toBeLessThan(30_000);
  }
  const { text } = await visit("/services/1.001193");
  for (const said of [
    "Bạn cần mang",
    "Giấy chứng sinh",
    "Miễn lệ phí",
    "60/2014/QH13",
    "Các bước",
    "Nộp ở đâu",
  ]) {
    expect(text).toContain(said);
  }
  expect(text).not.toContain("Mức lệ phí đăng ký quá hạn");
});

test("nothing found says what to do; an unknown procedure is not there", async () => {
  expect((await visit("/services?q=tàu+vũ+trụ")).text).toContain("Thử dùng ít từ hơn");
  expect((await visit("/services/9.999999")).status).toBe(404);
});

test("an official without the right reads and changes nothing", async () => {
  const browser = pages.as(stranger);
  const list = await browser.get("/procedures?q=khai+sinh");
  expect(list.status).toBe(200);
  expect(list.text).toContain("1.001193");
  expect((await browser.get("/procedures/1.001193")).text).toContain("Mức lệ phí đăng ký quá hạn");
  expect((await browser.get("/procedures/new")).status).toBe(403);
  expect((await browser.get("/procedures/1.001193/edit")).status).toBe(403);
  expect((await browser.get("/procedures/import")).status).toBe(403);
  expect((await browser.post("/procedures/1.001193/publish", {})).status).toBe(403);
  expect((await browser.post("/procedures/keeper", { keeper: stranger.organisationId })).status).toBe(403);
});

test("written by one, published by the leader, then found by everybody and withdrawn", async () => {
  const code = "1.930001";
  const typed = typedRecord(sampleRecord({ code, name: "Thủ tục cho mượn thuyền độc mộc" }));
  const write = pages.as(writer);
  const wrong = await write.post("/procedures/new", { ...typed, name: "", seen: "" });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain("Đơn đề nghị");
  const fields = { ...typed, seen: "", transactionId: "tx-write-0001" };
  expect((await write.post("/procedures/new", fields)).location).toBe(`/procedures/${code}`);
  expect((await write.post("/procedures/new", fields)).status).toBe(303);
  const [draft, ...rest] = await versionsOfProcedure(world.database.queries, code);
  expect(rest).toEqual([]);
  expect((await visit(`/services/${code}`)).status).toBe(404);
  const which = { versionId: draft?.versionId ?? "", seen: String(draft?.version) };
  expect((await write.post(`/procedures/${code}/publish`, which)).status).toBe(403);
  const lead = pages.as(leader);
  expect((await lead.post(`/procedures/${code}/publish`, { ...which, from: "", basis: "" })).status).toBe(
    422,
  );
  const publish = { ...which, from: "01/01/2022", basis: "QĐ 5/QĐ-UBND" };
  expect((await lead.post(`/procedures/${code}/publish`, publish)).status).toBe(303);
  expect((await visit(`/services?q=thuyen+doc+moc`)).text).toContain(`/services/${code}`);
  expect((await lead.post(`/procedures/${code}/publish`, publish)).status).toBe(409);
  const [published] = await versionsOfProcedure(world.database.queries, code);
  const withdraw = { versionId: which.versionId, seen: String(published?.version), reason: "QĐ 6" };
  expect((await lead.post(`/procedures/${code}/withdraw`, withdraw)).status).toBe(303);
  expect((await visit(`/services/${code}`)).status).toBe(404);
});

test("the list goes out as a table", async () => {
  const sheet = await pages.as(stranger).get("/procedures.xlsx");
  expect(sheet.status).toBe(200);
  expect(sheet.headers.get("content-type")).toContain("spreadsheetml");
});
