import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type JobRunner, startJobs } from "../../../core/jobs/index.ts";
import { openScanReader } from "../../../core/ocr/index.ts";
import { type DrawnLine, drawn, drawPage, scanned } from "../../../core/ocr/testing/scans.ts";
import { type PersonActor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { scanOperations } from "../operations-scans.ts";
import { readFileText } from "../search/read-file-text.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "../testing.ts";
import { incomingPages } from "../web/incoming/index.ts";
import { scanPages } from "../web/scans/index.ts";
import { type TestBrowser, testPages } from "../web/testing.ts";
import { askReading } from "./ask-reading.ts";
import { mayBeReadAgain } from "./document-scans.ts";
import { readingOf, type ScanRow } from "./find-reading.ts";
import { joinLayers } from "./join-layers.ts";
import { readScan } from "./read-scan.ts";
import { pageList } from "./scan-words.ts";
import { DECISION, FONTS, LETTER } from "./testing.ts";

const SLOW = 120_000;
const SYSTEM = { kind: "system", name: "test" } as const;
const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-whole-"));
let world: TestProvince;
let work: JobRunner | undefined;
let clerk: PersonActor;
let pages: ReturnType<typeof testPages>;
let browser: TestBrowser;

beforeAll(async () => {
  world = await testProvince();
  clerk = await world.actor("clerk", await world.organisation(DAK_HA));
  pages = testPages(world.house, (app) => {
    scanPages(app);
    incomingPages(app);
  });
  browser = pages.as(clerk);
}, SLOW);
beforeEach(() => {
  world.house.services.scanReader = openScanReader();
});
afterAll(async () => {
  await work?.stop();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
}, SLOW);

async function start(): Promise<void> {
  work = await startJobs(world.house, [readScan, joinLayers, readFileText], { soleInstance: true });
}

async function stop(): Promise<void> {
  await work?.stop();
  work = undefined;
}

async function scanOf(...sheets: readonly (readonly DrawnLine[])[]): Promise<Buffer> {
  const files: string[] = [];
  for (const [index, lines] of sheets.entries()) {
    const path = join(folder, `${index}.pdf`);
    writeFileSync(path, scanned(drawn(await drawPage(lines, FONTS), 100), 100));
    files.push(path);
  }
  const out = join(folder, "all.pdf");
  execFileSync("qpdf", ["--empty", "--pages", ...files, "--", out]);
  return readFileSync(out);
}

async function stored(bytes: Buffer): Promise<string> {
  return (await world.house.files.put(bytes)).sha256;
}

async function ask(sha256: string): Promise<void> {
  await transact(world.house, { actor: SYSTEM }, (tx) => askReading(tx, sha256, "in-passing"));
}

async function whenWhole(sha256: string, states: readonly string[] = ["done", "failed"]): Promise<ScanRow> {
  let row: ScanRow | undefined;
  await expect
    .poll(
      async () => {
        row = await readingOf(world.database.queries, sha256);
        return row?.whole ?? "none";
      },
      { timeout: SLOW, interval: 100 },
    )
    .toBeOneOf([...states]);
  if (!row) throw new Error("no such scan");
  return row;
}

/** Registers a document of this scan by the page. @returns the address of its card */
async function registered(bytes: Buffer, actor: TestBrowser = browser, secrecy = "0"): Promise<string> {
  const data = new FormData();
  for (const [name, given] of Object.entries({
    transactionId: uuidv7(new Date()),
    fromName: "Sở Tài chính",
    codeNumber: "12",
    codeNotation: "STC-VP",
    issuedDate: "04/03/2026",
    abstract: "V/v quyết toán ngân sách",
    confidentiality: secrecy,
  }))
    data.append(name, given);
  data.append("scan", new File([new Uint8Array(bytes)], "bản quét.pdf"));
  const answer = await actor.send("/incoming/new-paper", data);
  expect([answer.status, answer.text]).toEqual([303, ""]);
  return answer.location;
}

async function read(sha256: string): Promise<void> {
  await transact(world.house, { actor: SYSTEM }, async (tx) => {
    tx.enqueue("documents.read-file-text", { sha256 }, { key: `read-file-text:${sha256}` });
  });
}

async function bodyOf(sha256: string): Promise<string | undefined> {
  const row = await world.database.queries
    .selectFrom("documents.file_text")
    .select("content")
    .where("file_sha256", "=", sha256)
    .executeTakeFirst();
  return row?.content;
}

describe("a registered scan becomes searchable by itself", () => {
  test(
    "the card says where the reading is and offers the copy; the original stays to the byte; the words are the body",
    async () => {
      const bytes = await scanOf(LETTER, DECISION, DECISION);
      const sha256 = await stored(bytes);
      const card = await registered(bytes);
      const before = (await browser.get(`${card}/file`)).text;
      await start();
      await read(sha256);
      const row = await whenWhole(sha256);
      await stop();
      expect(row).toMatchObject({ whole: "done", code: null, pages: 3, pages_read: 3, unread: [] });
      const page = await browser.get(card);
      expect(page.text).toContain("Bản đọc hai lớp: tìm và chép được chữ");
      expect(page.text).toContain(`data-src="${card}/searchable/${sha256}"`);
      const copy = await world.house.files.bytes(row.copy_sha256 ?? "");
      const file = join(folder, "copy.pdf");
      writeFileSync(file, copy);
      expect(execFileSync("qpdf", ["--check", file], { encoding: "utf8" })).toContain("No syntax or stream");
      expect(execFileSync("pdftotext", ["-f", "2", "-l", "2", file, "-"], { encoding: "utf8" })).toMatch(
        /QUYẾT ĐỊNH/u,
      );
      expect((await browser.get(`${card}/file`)).text).toBe(before);
      expect((await world.house.files.bytes(sha256)).equals(bytes)).toBe(true);
      expect(await bodyOf(sha256)).toContain("chữ ký số");
      const left = await world.database.queries.selectFrom("documents.scan_page").select("number").execute();
      expect(left).toEqual([]);
      const stamped = await browser.get(`${card}/reading-copy`);
      expect(stamped.status).toBe(200);
      const gone = await browser.get(`${card}/searchable/${"0".repeat(64)}`);
      expect(gone.status).toBe(404);
    },
    SLOW,
  );

  test(
    "cut off in the middle it goes on behind the pages that were read, and each page is read once",
    async () => {
      const sha256 = await stored(
        await scanOf(...Array.from({ length: 7 }, (_, i) => (i % 2 ? LETTER : DECISION))),
      );
      const asked: number[] = [];
      const reader = openScanReader();
      world.house.services.scanReader = {
        async read(pdf, options) {
          const result = await reader.read(pdf, options);
          if ("pages" in result) asked.push(...result.pages.map(({ number }) => number));
          // A kill between the work and its commit: that turn is lost, nothing else.
          if (asked.length === 5) throw new Error("killed");
          return result;
        },
      };
      await ask(sha256);
      await start();
      await whenWhole(sha256, ["reading"]);
      await expect.poll(() => asked.length, { timeout: SLOW }).toBeGreaterThanOrEqual(5);
      await stop();
      expect(await readingOf(world.database.queries, sha256)).toMatchObject({ pages: 7, pages_read: 1 });
      // The retry of a failed job waits some seconds; here it may come at once.
      await ask(sha256);
      await start();
      const row = await whenWhole(sha256);
      await stop();
      expect(row).toMatchObject({ whole: "done", pages_read: 7 });
      expect(asked).toEqual([1, 2, 3, 4, 5, 2, 3, 4, 5, 6, 7]);
    },
    SLOW,
  );
});

describe("scans of another system", () => {
  test(
    "are not read by the hundred thousand: whoever opens one is offered to have it read",
    async () => {
      const bytes = await scanOf(DECISION);
      const sha256 = await stored(bytes);
      const card = await registered(bytes);
      await sql`insert into documents.import_key (system, key, document_id, direction)
        values ('cũ', '1', ${card.replace("/incoming/", "")}::uuid, 'incoming')`.execute(
        world.database.queries,
      );
      await start();
      await read(sha256);
      expect(await whenWhole(sha256)).toMatchObject({ whole: "failed", code: "not-asked", pages: null });
      const offered = await browser.get(card);
      expect(offered.text).toContain("chữ trong ảnh chưa được đọc");
      const press = new FormData();
      press.append("transactionId", uuidv7(new Date()));
      expect((await browser.send(`${card}/read-scan/${sha256}`, press)).status).toBe(303);
      expect(await whenWhole(sha256)).toMatchObject({ whole: "done", code: null });
      await stop();
    },
    SLOW,
  );
});

describe("what cannot be read is said with what to do next, and the line goes on", () => {
  test(
    "a blank, a broken, a protected scan, one with text of its own and a good one, all at once",
    async () => {
      const good = await scanOf(LETTER);
      const locked = join(folder, "locked.pdf");
      writeFileSync(join(folder, "good.pdf"), good);
      execFileSync("qpdf", ["--encrypt", "secret", "owner", "256", "--", join(folder, "good.pdf"), locked]);
      const files = {
        blank: await stored(await scanOf([])),
        broken: await stored(Buffer.from("%PDF-1.7 broken scan")),
        locked: await stored(readFileSync(locked)),
        printed: await stored(await drawPage(LETTER, FONTS)),
        good: await stored(good),
      };
      for (const sha256 of Object.values(files)) await ask(sha256);
      await start();
      const outcome = async (sha256: string) => {
        const { whole, code, copy_sha256 } = await whenWhole(sha256);
        return [whole, code, copy_sha256 !== null];
      };
      expect(await outcome(files.good)).toEqual(["done", null, true]);
      expect(await outcome(files.blank)).toEqual(["failed", "no-words", false]);
      expect(await outcome(files.broken)).toEqual(["failed", "broken", false]);
      expect(await outcome(files.locked)).toEqual(["failed", "protected", false]);
      expect(await outcome(files.printed)).toEqual(["done", "has-text", false]);
      await stop();
    },
    SLOW,
  );

  test(
    "a reader that hangs is given up page by page and, after three, for the whole file; pressing Read again reads it",
    async () => {
      const bytes = await scanOf(DECISION, LETTER, DECISION, LETTER, DECISION, LETTER);
      const sha256 = await stored(bytes);
      const card = await registered(bytes);
      // Recognition needs a second a page: a hundredth of it is a reader that never ends.
      world.house.services.scanReader = openScanReader({ pageMs: 10 });
      await ask(sha256);
      await start();
      expect(await whenWhole(sha256)).toMatchObject({ whole: "failed", code: "stuck", pages: 6 });
      const page = await browser.get(card);
      expect(page.text).toContain("không trả lời với bản quét này");
      expect(page.text).toContain(`${card}/read-scan/${sha256}`);
      world.house.services.scanReader = openScanReader();
      const again = new FormData();
      again.append("transactionId", uuidv7(new Date()));
      const pressed = await browser.send(`${card}/read-scan/${sha256}`, again);
      const twice = await browser.send(`${card}/read-scan/${sha256}`, again);
      expect([pressed.status, twice.status]).toEqual([303, 303]);
      expect(await whenWhole(sha256)).toMatchObject({ whole: "done", pages_read: 6, unread: [] });
      await stop();
    },
    SLOW,
  );

  test(
    "work that fails to its last attempt is said on the card; before that it is tried again",
    async () => {
      const sha256 = await stored(Buffer.concat([await scanOf(LETTER), Buffer.from("\n% again\n")]));
      await ask(sha256);
      world.house.services.scanReader = { read: () => Promise.reject(new Error("disk full")) };
      const attempt = (number: number) =>
        readScan.run(
          world.house,
          { sha256 },
          { attempt: number, maxAttempts: 4, signal: new AbortController().signal },
        );
      await expect(attempt(1)).rejects.toThrow("disk full");
      expect(await readingOf(world.database.queries, sha256)).toMatchObject({ whole: "waiting" });
      await expect(attempt(4)).rejects.toThrow("disk full");
      const failed = await readingOf(world.database.queries, sha256);
      expect(failed).toMatchObject({ whole: "failed", code: "stuck", state: "unreadable" });
    },
    SLOW,
  );

  test("of a scan longer than 300 pages the card names the others; to read it again would find no more", () => {
    expect(pageList([301, 302, 303, 7, 9])).toBe("7, 9, 301–303");
    const read = { whole: "done", code: null, pages: 310, pages_read: 300 } as const;
    const scan = {
      ...read,
      sha256: "",
      state: "done",
      proposals: {},
      copy_sha256: null,
      copy_size: null,
      ahead: 0,
    } as const;
    expect(mayBeReadAgain({ ...scan, unread: [301, 310] })).toBe(false);
    expect(mayBeReadAgain({ ...scan, unread: [300, 301] })).toBe(true);
  });
});

describe("progress on the card", () => {
  test(
    "in the line, page n of m, making the copy: each in words and as a bar, and only for those who read the document",
    async () => {
      const bytes = await scanOf(LETTER, LETTER, DECISION, DECISION);
      const sha256 = await stored(bytes);
      const card = await registered(bytes);
      const ahead = await stored(await scanOf(DECISION, LETTER));
      await ask(ahead);
      await ask(sha256);
      const set = (values: {
        whole: "waiting" | "reading" | "joining";
        pages?: number;
        pages_read?: number;
      }) =>
        world.database.queries
          .updateTable("documents.scan_reading")
          .set(values)
          .where("sha256", "=", sha256)
          .execute();
      expect((await browser.get(card)).text).toContain("Bản quét chờ đọc chữ, còn 1 bản trước.");
      await set({ whole: "reading", pages: 4, pages_read: 3 });
      const reading = await browser.get(card);
      expect(reading.text).toContain("Đang đọc chữ bản quét: xong 3 trên 4 trang.");
      expect(reading.text).toMatch(/<progress[^>]*value="3"[^>]*max="4"/);
      await set({ whole: "joining" });
      expect((await browser.get(card)).text).toContain("đang ghép lớp chữ");
      const stranger = pages.as(await world.actor("clerk", await world.organisation(STTTT)));
      const press = new FormData();
      press.append("transactionId", uuidv7(new Date()));
      expect((await stranger.get(`${card}/searchable/${sha256}`)).status).toBe(403);
      expect((await stranger.send(`${card}/read-scan/${sha256}`, press)).status).toBe(403);
      // Nothing is left to read: said, not done.
      expect((await browser.send(`${card}/read-scan/${sha256}`, press)).status).toBe(409);
    },
    SLOW,
  );

  test("the machine API has the same for incoming and outgoing documents", () => {
    expect(scanOperations.map(({ id }) => id)).toEqual([
      "listIncomingScans",
      "getIncomingSearchableCopy",
      "readIncomingScanAgain",
      "listOutgoingScans",
      "getOutgoingSearchableCopy",
      "readOutgoingScanAgain",
    ]);
  });
});
