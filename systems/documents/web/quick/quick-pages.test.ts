import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf, plusDays } from "../../../../core/calendar/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { formatDate } from "../../../../core/ui/index.ts";
import { receiveDocument } from "../../incoming/receive-document.ts";
import { DAK_HA, type TestProvince, testProvince } from "../../testing.ts";
import { testPages } from "../testing.ts";
import { quickPages } from "./index.ts";

/** Without script: the browser's own fields, datalist and access keys. */

let world: TestProvince;
let body: string;
let clerk: PersonActor;
let leader: PersonActor;
let specialist: PersonActor;
let pages: ReturnType<typeof testPages>;
const today = localDateOf(new Date());

beforeAll(async () => {
  world = await testProvince();
  body = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", body);
  leader = await world.actor("leader", body);
  specialist = await world.actor("specialist", body);
  pages = testPages(world.house, (app) => quickPages(app));
});
afterAll(() => world.close());

const paper = (change: Record<string, string> = {}) => ({
  transactionId: uuidv7(new Date()),
  receivedDate: formatDate(today),
  confidentiality: "0",
  fromName: "Bộ Nội vụ",
  codeNumber: "15",
  codeNotation: "BNV-VP",
  issuedDate: "04/03/2026",
  typeName: "Công văn",
  abstract: "Về việc kiểm tra công vụ",
  ...change,
});
const save = (fields: Record<string, string>) => pages.as(clerk).post("/incoming/quick", fields);

async function row(id: string) {
  return await world.database.queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
}

describe("papers, one after another", () => {
  test("saving opens the next form with what repeats, and says the number just given", async () => {
    const saved = await save(paper({ keep: "1" }));
    expect(saved.status).toBe(303);
    const next = new URL(saved.location, "http://localhost");
    expect(next.pathname).toBe("/incoming/quick");
    expect(Object.fromEntries(next.searchParams)).toMatchObject({
      receivedDate: formatDate(today),
      typeName: "Công văn",
      fromName: "Bộ Nội vụ",
      confidentiality: "0",
    });
    const page = (await pages.as(clerk).get(saved.location)).text;
    expect(page).toMatch(/Số đến\s*<strong>1<\/strong>/);
    expect(page).toContain('value="Bộ Nội vụ"');
    expect(page).toContain("Số đến tiếp theo: 2");
    expect(page).not.toContain("Về việc kiểm tra công vụ");
    // The issuer is kept, so the number is where typing goes on.
    expect(page).toMatch(/name="codeNumber"[^>]*autofocus|autofocus[^>]*name="codeNumber"/);
    const loose = await save(paper({ codeNumber: "16" }));
    expect(new URL(loose.location, "http://localhost").searchParams.has("fromName")).toBe(false);
  });

  test("every field and button is named, and the keys are announced and stand on what they press", async () => {
    const page = (await pages.as(clerk).get("/incoming/quick")).text;
    for (const key of ["l", "m", "g", "c", "t"]) {
      expect(page.match(new RegExp(`accesskey="${key}"`, "g"))?.length).toBe(1);
      expect(page).toContain(`<kbd>Alt+${key.toUpperCase()}</kbd>`);
    }
    expect(page).toContain('<datalist id="issuers">');
  });

  test("a duplicate is asked about once and registered on the second save, with the alert", async () => {
    await save(paper({ codeNumber: "21" }));
    // A leading zero, another case of the issuer and another day of the same year are the same document.
    const again = paper({ codeNumber: "021", fromName: "BỘ NỘI VỤ", issuedDate: "05/03/2026" });
    const asked = await save(again);
    expect(asked.status).toBe(409);
    expect(asked.text).toContain("Có thể trùng: số đến");
    const seen = /name="duplicateSeen" value="([^"]+)"/.exec(asked.text)?.[1] ?? "";
    const saved = await save({ ...again, duplicateSeen: seen });
    expect(saved.status).toBe(303);
    const id = new URL(saved.location, "http://localhost").searchParams.get("saved") ?? "";
    expect((await row(id)).duplicate_of).toBe(seen);
    expect((await save(paper({ codeNumber: "21", issuedDate: "05/03/2025" }))).status).toBe(303);
  });

  test("the duplicate and the issuers are also found while typing", async () => {
    await save(paper({ codeNumber: "31" }));
    const query = new URLSearchParams({
      fromName: "bộ nội vụ",
      codeNumber: "31",
      codeNotation: "BNV-VP",
      issuedDate: "04/03/2026",
    });
    expect((await pages.as(clerk).get(`/incoming/duplicates?${query}`)).text).toContain("Có thể trùng");
    query.set("codeNumber", "32");
    expect((await pages.as(clerk).get(`/incoming/duplicates?${query}`)).text).toBe('{"message":""}');
    const found = await pages.as(clerk).get("/incoming/issuers?text=bo%20noi");
    expect(JSON.parse(found.text)).toMatchObject({ names: expect.arrayContaining(["Bộ Nội vụ"]) });
    const fromDirectory = await pages.as(clerk).get("/incoming/issuers?text=so%20thong%20tin");
    expect(fromDirectory.text).toContain("Sở Thông tin và Truyền thông");
  });

  test("a paper that came earlier keeps its day; the future and long ago are refused beside the field", async () => {
    const yesterday = plusDays(today, -1);
    const saved = await save(paper({ codeNumber: "41", receivedDate: formatDate(yesterday) }));
    const id = new URL(saved.location, "http://localhost").searchParams.get("saved") ?? "";
    const stored = await row(id);
    expect(localDateOf(stored.arrived_at)).toBe(yesterday);
    expect(stored.arrival_year).toBe(Number(yesterday.slice(0, 4)));
    for (const day of [plusDays(today, 1), plusDays(today, -32)]) {
      const refused = await save(paper({ codeNumber: "42", receivedDate: formatDate(day) }));
      expect(refused.status).toBe(422);
      expect(refused.text).toContain("Nhập ngày đến theo dạng ngày/tháng/năm");
      expect(refused.text).toContain('value="42"');
    }
  });

  test("a secret paper goes into the register of secret documents with its own numbers", async () => {
    const first = await save(paper({ codeNumber: "51", confidentiality: "2" }));
    const id = new URL(first.location, "http://localhost").searchParams.get("saved") ?? "";
    expect((await row(id)).arrival_number).toBe(1);
    expect((await pages.as(clerk).get("/incoming/quick")).text).not.toContain("51/BNV-VP");
  });

  test("the same form sent twice registers once", async () => {
    const form = paper({ codeNumber: "61" });
    await save(form);
    const before = (await pages.as(clerk).get("/incoming/quick")).text;
    await save({ ...form, duplicateSeen: "" });
    const number = (text: string) => /Số đến tiếp theo: (\d+)/.exec(text)?.[1];
    expect(number((await pages.as(clerk).get("/incoming/quick")).text)).toBe(number(before));
  });

  test("is the clerk's page alone", async () => {
    for (const actor of [leader, specialist]) {
      for (const path of [
        "/incoming/quick",
        "/incoming/quick/electronic",
        "/incoming/issuers",
        "/incoming/duplicates",
      ])
        expect((await pages.as(actor).get(path)).status).toBe(403);
      expect((await pages.as(actor).post("/incoming/quick", paper({ codeNumber: "71" }))).status).toBe(403);
    }
  });
});

describe("electronic arrivals", () => {
  async function arrival(number: number): Promise<string> {
    const reception = await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
      receiveDocument(tx, {
        organisationId: body,
        wireId: `w${number}`,
        fromOrganisationId: null,
        fromCode: "000.00.00.G10",
        fromName: "Bộ Tài chính",
        codeNumber: String(number),
        codeNotation: "BTC-VP",
        issuedDate: "2026-03-04",
        typeName: "Công văn",
        abstract: `Về việc quyết toán ${number}`,
        summary: "",
        signerName: "Lê Thị B",
        signerPosition: "",
        urgency: 0,
        dueDate: null,
        steering: 0,
        paper: false,
        pageAmount: 1,
        toPlaces: [],
        file: null,
        attachments: [],
        verdict: "valid-both",
        verdictDetails: null,
        responseFor: [],
      }),
    );
    return reception.incomingId;
  }

  test("the earliest first; registering shows the next, leaving goes round", async () => {
    const [first, second] = [await arrival(1), await arrival(2)];
    const path = "/incoming/quick/electronic";
    expect((await pages.as(clerk).get(path)).text).toContain("Về việc quyết toán 1");
    expect((await pages.as(clerk).get(`${path}?after=${first}`)).text).toContain("Về việc quyết toán 2");
    expect((await pages.as(clerk).get(`${path}?after=${second}`)).text).toContain("Về việc quyết toán 1");
    const done = await pages.as(clerk).post(path, { document: first, transactionId: uuidv7(new Date()) });
    expect(done.status).toBe(303);
    const next = (await pages.as(clerk).get(done.location)).text;
    expect(next).toContain("Về việc quyết toán 2");
    expect(next).toContain("1/BTC-VP");
    // Somebody else was quicker: said on the page, and the next one is there.
    const late = await pages.as(clerk).post(path, { document: first, transactionId: uuidv7(new Date()) });
    expect(late.status).toBe(409);
    expect(late.text).toContain("Về việc quyết toán 2");
    expect((await pages.as(specialist).post(path, { document: second })).status).toBe(403);
  });
});
