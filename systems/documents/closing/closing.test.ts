import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../core/calendar/index.ts";
import { nextNumber } from "../../../core/numbering/index.ts";
import { type PersonActor, type Transaction, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { takeArrivalNumber } from "../incoming/register-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../incoming/register-paper-document.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "../testing.ts";
import { closingPages } from "../web/closing/index.ts";
import { registerPages } from "../web/registers/index.ts";
import { testPages } from "../web/testing.ts";
import { askClosing } from "./ask-closing.ts";
import { CLOSING_ACTIONS, CLOSING_STATES, CLOSING_TRANSITIONS, type ClosingState } from "./closing-states.ts";
import { type Closing, getClosing } from "./closings.ts";
import { confirmClosing, returnClosing } from "./decide-closing.ts";
import { noteCorrection } from "./note-correction.ts";
import { printBook } from "./print-book.ts";

let world: TestProvince;
let body: string;
let clerk: PersonActor;
let leader: PersonActor;
let specialist: PersonActor;
let stranger: PersonActor;
let pages: ReturnType<typeof testPages>;
let folder: string;
const today = localDateOf(new Date());
const thisYear = Number(today.slice(0, 4));
const lastYear = thisYear - 1;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ngoc-linh-closing-"));
  world = await testProvince();
  body = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", body);
  leader = await world.actor("leader", body);
  specialist = await world.actor("specialist", body);
  stranger = await world.actor("leader", await world.organisation(STTTT));
  pages = testPages(world.house, (app) => {
    closingPages(app);
    registerPages(app);
  });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const as = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  transact(world.house, { actor }, work);

/** Papers registered in a year: taken today, and put back with their numbers as if that year were now. */
async function papers(year: number, amount: number, confidentiality = 0): Promise<void> {
  for (let n = 0; n < amount; n += 1) {
    await as(clerk, async (tx) => {
      const at = new Date(Date.UTC(year, 5, 1 + n, 3));
      const { number } = await takeArrivalNumber(tx, body, confidentiality, at);
      const values = {
        id: uuidv7(at),
        organisation_id: body,
        state: "registered" as const,
        source: "paper" as const,
        from_organisation_id: null,
        from_code: "",
        from_name: "Bộ Nội vụ",
        code_number: String(number),
        code_notation: `BNV-${year}`,
        issued_date: `${year}-05-30`,
        abstract: `Về việc cải cách hành chính ${number}`,
        confidentiality,
        due_date: null,
        page_amount: null,
        arrived_at: at,
        arrival_number: number,
        arrival_year: year,
        presented_to: null,
        presented_to_name: null,
        directed_by_name: null,
        refused_reason: null,
        file_sha256: null,
        file_size: null,
        file_name: null,
        verdict: null,
        request: null,
        request_reason: null,
        replaced_by: null,
        replaces: null,
        updates: null,
        duplicate_of: null,
        registered_by_name: clerk.fullName,
      };
      await tx.queries.insertInto("documents.incoming").values(values).execute();
    });
  }
}

const ask = (year: number, secret = false, by = clerk): Promise<string> =>
  as(by, (tx) => askClosing(tx, by, { book: "incoming", secret, year }));
const run = { attempt: 1, maxAttempts: 1, signal: new AbortController().signal };
const print = (closingId: string) => printBook.run(world.house, { closingId }, run);
const read = (id: string): Promise<Closing> => getClosing(world.database.queries, body, id);

/** Each state in a year of its own. */
let nextYear = 1990;
async function closingIn(state: ClosingState): Promise<Closing> {
  nextYear += 1;
  await papers(nextYear, 1);
  const id = await ask(nextYear);
  await print(id);
  const { pdf_sha256 } = await read(id);
  if (state === "closed") await as(leader, (tx) => confirmClosing(tx, leader, id, pdf_sha256 ?? ""));
  if (state === "returned")
    await as(leader, (tx) => returnClosing(tx, leader, id, "Còn thiếu văn bản tháng 12"));
  return await read(id);
}

describe("a register of a year that is over", () => {
  test("takes no more entries from the moment the clerk closes it; this year's goes on from where it is", async () => {
    await papers(lastYear, 3);
    const id = await ask(lastYear);
    await expect(papers(lastYear, 1)).rejects.toMatchObject({ code: "documents.book-closed" });
    // The number that was taken for the refused entry was given back.
    const series = { organisationId: body, series: "incoming", at: new Date(Date.UTC(lastYear, 6, 1)) };
    await as(leader, (tx) => returnClosing(tx, leader, id, "Còn một văn bản chưa vào sổ"));
    await papers(lastYear, 1);
    await as(clerk, async (tx) => expect((await nextNumber(tx.queries, series)).number).toBe(5));
    const made = await as(clerk, (tx) =>
      registerPaperDocument(tx, clerk, {
        fields: parsePaperFields(
          { fromName: "A", codeNumber: "1", codeNotation: "B", issuedDate: today, abstract: "Về việc C" },
          today,
        ),
        file: null,
        verdict: null,
        verdictDetails: null,
      }),
    );
    expect(made.arrivalNumber).toBe(1);
  });

  test("who is just taking a number is in the print, who comes later is refused: never an entry beside the print", async () => {
    const year = 2001;
    await papers(year, 1);
    const outcomes = await Promise.allSettled([papers(year, 3), ask(year), papers(year, 3)]);
    const asked = outcomes[1];
    if (asked.status !== "fulfilled") throw asked.reason;
    await print(asked.value);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from documents.incoming
      where organisation_id = ${body} and arrival_year = ${year}`.execute(world.database.queries);
    expect((await read(asked.value)).entries).toBe(rows[0]?.n);
  });

  test("is refused while the year lasts, twice, empty, and as a book that does not exist", async () => {
    await expect(ask(thisYear)).rejects.toMatchObject({ problems: { year: expect.anything() } });
    await expect(ask(1950)).rejects.toMatchObject({ problems: { year: expect.anything() } });
    await papers(2002, 1);
    await ask(2002);
    await expect(ask(2002)).rejects.toMatchObject({ code: "documents.closed-already" });
    await expect(
      as(clerk, (tx) => askClosing(tx, clerk, { book: "copies", secret: true, year: 2002 })),
    ).rejects.toMatchObject({ problems: { book: expect.anything() } });
  });

  test("numbers begin at 1 again on 1 January, each register for itself", async () => {
    const first = async (year: number, confidentiality: number) =>
      await as(clerk, (tx) =>
        takeArrivalNumber(tx, body, confidentiality, new Date(Date.UTC(year - 1, 11, 31, 17))),
      );
    const before = async (year: number) =>
      await as(clerk, (tx) =>
        takeArrivalNumber(tx, body, 0, new Date(Date.UTC(year - 1, 11, 31, 16, 59, 59))),
      );
    expect(await before(1971)).toEqual({ number: 1, year: 1970 });
    expect(await first(1971, 0)).toEqual({ number: 1, year: 1971 });
    expect(await first(1971, 1)).toEqual({ number: 1, year: 1971 });
  });
});

describe("every role in every state can do exactly what the rules give it", () => {
  test.each(CLOSING_STATES.map((state) => [state]))("%s", async (state) => {
    let closing = await closingIn(state);
    const roles = { confirm: "leader", return: "leader", note: "clerk" } as const;
    for (const action of CLOSING_ACTIONS) {
      for (const [role, actor] of Object.entries({ clerk, leader, specialist, stranger })) {
        const answer = await pages.as(actor).post(`/registers/closings/${closing.id}/${action}`, {
          seen: closing.pdf_sha256 ?? "",
          reason: "Còn thiếu văn bản tháng 12",
          line: "12",
          correction: "Ghi nhầm ngày đến, đúng là 04/03",
        });
        const expected =
          role === "stranger"
            ? 404
            : roles[action] !== role
              ? 403
              : CLOSING_TRANSITIONS[state][action]
                ? 303
                : 409;
        expect(`${state} ${action} ${role} ${answer.status}`).toBe(`${state} ${action} ${role} ${expected}`);
        if (answer.status === 303) closing = await closingIn(state);
      }
    }
  });

  test("only the clerk closes, and a secret register only who may see every degree", async () => {
    await papers(1980, 1, 1);
    await papers(1980, 1, 3);
    for (const actor of [leader, specialist])
      await expect(ask(1980, true, actor)).rejects.toMatchObject({ code: "access.denied" });
    const barred = { ...clerk, clearance: 2 };
    await expect(ask(1980, true, barred)).rejects.toMatchObject({ code: "access.denied" });
    const id = await ask(1980, true);
    await print(id);
    expect((await read(id)).entries).toBe(2);
    const page = `/registers/closings/${id}`;
    expect((await pages.as({ ...barred, appointmentId: uuidv7(new Date()) }).get(page)).status).toBe(403);
    expect((await pages.as(clerk).get(page)).status).toBe(200);
    const { rows } =
      await sql`select 1 from audit.record where action = 'documents.read' and object_id = ${id}`.execute(
        world.database.queries,
      );
    expect(rows.length).toBe(1);
  });
});

describe("what is kept of a closed register", () => {
  test("a PDF with cover, the legal columns, page numbers, totals and places to sign, and an XLSX, under their hashes", async () => {
    const year = 1985;
    await papers(year, 60);
    const id = await ask(year);
    await print(id);
    await as(leader, async (tx) => confirmClosing(tx, leader, id, (await read(id)).pdf_sha256 ?? ""));
    const closing = await read(id);
    const answer = await pages.app.request(`/registers/closings/${id}/book.pdf`, {
      headers: { "x-person": clerk.appointmentId, "sec-fetch-site": "same-origin" },
    });
    const pdf = Buffer.from(await answer.arrayBuffer());
    expect(createHash("sha256").update(pdf).digest("hex")).toBe(closing.pdf_sha256);
    const file = join(folder, "book.pdf");
    await writeFile(file, pdf);
    const { stdout } = await promisify(execFile)("pdftotext", ["-layout", file, "-"]);
    const sheets = stdout
      .normalize("NFC")
      .split("\f")
      .filter((sheet) => sheet.trim() !== "");
    const cover = sheets[0] ?? "";
    expect(cover).toContain("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN");
    expect(cover).toContain(`Năm ${year}`);
    expect(cover).toContain("Từ số 1 đến số 60");
    expect(cover).not.toContain("Trang");
    const body_ = sheets.slice(1);
    expect(body_.length).toBeGreaterThan(1);
    body_.forEach((sheet, index) => {
      expect(sheet).toContain(`Trang ${index + 1}`);
    });
    const last = (body_.at(-1) ?? "").replace(/\s+/g, " ");
    expect(last).toContain(`Sổ này có 60 văn bản, từ số 1 đến số 60, in thành ${body_.length} trang`);
    expect(last).toContain("VĂN THƯ LÃNH ĐẠO CƠ QUAN");
    expect(last).toContain(clerk.fullName);
    const xlsx = await pages.as(clerk).get(`/registers/closings/${id}/book.xlsx`);
    expect(xlsx.status).toBe(200);
    expect(closing.xlsx_sha256).toMatch(/^[0-9a-f]{64}$/);
    // Printing once more changes nothing.
    await print(id);
    expect((await read(id)).pdf_sha256).toBe(closing.pdf_sha256);
  });

  test("the leader confirms only the print that was shown", async () => {
    await papers(1986, 1);
    const id = await ask(1986);
    const confirm = (seen: string) => as(leader, (tx) => confirmClosing(tx, leader, id, seen));
    await expect(confirm("")).rejects.toMatchObject({ code: "documents.not-printed" });
    await print(id);
    await expect(confirm("0".repeat(64))).rejects.toMatchObject({ code: "documents.not-printed" });
    await confirm((await read(id)).pdf_sha256 ?? "");
    expect((await read(id)).state).toBe("closed");
  });

  test("corrections stand beside it, in order, and the print stays as it was", async () => {
    const closing = await closingIn("closed");
    for (const correction of ["Dòng 1 ghi nhầm tác giả, đúng là Bộ Tài chính", "Dòng 1 ghi nhầm ngày đến"])
      await as(clerk, (tx) => noteCorrection(tx, clerk, { closingId: closing.id, line: "1", correction }));
    await expect(
      as(clerk, (tx) => noteCorrection(tx, clerk, { closingId: closing.id, line: "", correction: "ngắn" })),
    ).rejects.toMatchObject({ problems: { line: expect.anything(), correction: expect.anything() } });
    const page = (await pages.as(leader).get(`/registers/closings/${closing.id}`)).text;
    expect(page.indexOf("Bộ Tài chính")).toBeGreaterThan(0);
    expect(page.indexOf("Bộ Tài chính")).toBeLessThan(page.indexOf("ghi nhầm ngày đến"));
    expect((await read(closing.id)).pdf_sha256).toBe(closing.pdf_sha256);
  });

  test("the page offers the registers of past years that are open, and closes them without script", async () => {
    await papers(1987, 1);
    const offered = (await pages.as(clerk).get("/registers/closings")).text;
    expect(offered).toContain('value="incoming/common/1987"');
    expect(offered).not.toContain(`value="incoming/common/${thisYear}"`);
    const done = await pages.as(clerk).post("/registers/closings", { book: "incoming/common/1987" });
    expect(done.status).toBe(303);
    expect((await pages.as(clerk).get("/registers/closings")).text).not.toContain(
      'value="incoming/common/1987"',
    );
    expect((await pages.as(leader).get("/registers/closings")).text).not.toContain('name="book"');
    expect((await pages.as(specialist).get("/registers/closings")).status).toBe(403);
    expect((await pages.as(clerk).post("/registers/closings", { book: "x" })).status).toBe(422);
  });
});
