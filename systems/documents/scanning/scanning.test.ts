import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type JobRunner, startJobs } from "../../../core/jobs/index.ts";
import { openScanReader } from "../../../core/ocr/index.ts";
import { type DrawnLine, drawn, drawPage, scanned } from "../../../core/ocr/testing/scans.ts";
import { worn } from "../../../core/ocr/testing/worn-page.ts";
import { samplePng } from "../../../core/signing/testing/sample-pdf.ts";
import { type PersonActor, uuidv7 } from "../../../core/transaction/index.ts";
import { DAK_HA, type TestProvince, testProvince } from "../testing.ts";
import { incomingPages } from "../web/incoming/index.ts";
import { type PageAnswer, type TestBrowser, testPages } from "../web/testing.ts";
import { joinLayers } from "./join-layers.ts";
import { proposalsOf } from "./proposals-of.ts";
import { proposeFields } from "./propose-fields.ts";
import { readScan } from "./read-scan.ts";
import { stampReadingCopy } from "./stamp-reading-copy.ts";
import { DECISION, FONTS, LETTER, TEST_TYPES } from "./testing.ts";

const SLOW = 180_000;
let world: TestProvince;
let work: JobRunner;
let clerk: PersonActor;
let browser: TestBrowser;

beforeAll(async () => {
  world = await testProvince();
  world.house.services.scanReader = openScanReader();
  work = await startJobs(world.house, [readScan, joinLayers], { soleInstance: true });
  clerk = await world.actor("clerk", await world.organisation(DAK_HA));
  browser = testPages(world.house, incomingPages).as(clerk);
}, SLOW);
afterAll(async () => {
  await work.stop();
  await world.close();
}, SLOW);

async function scanOf(lines: readonly DrawnLine[], quality: "clean" | "worn" = "clean"): Promise<Buffer> {
  const dpi = quality === "clean" ? 200 : 150;
  const image = drawn(await drawPage(lines, FONTS), dpi);
  return scanned(quality === "clean" ? image : worn(image), dpi);
}

function form(
  fields: Record<string, string>,
  file?: { readonly name: string; readonly bytes: Buffer },
): FormData {
  const data = new FormData();
  for (const [name, given] of Object.entries({ transactionId: uuidv7(new Date()), ...fields }))
    data.append(name, given);
  if (file) data.append("scan", new File([new Uint8Array(file.bytes)], file.name));
  return data;
}

function fieldOf({ text }: PageAnswer, name: string): string {
  const input = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(text)?.[0];
  if (input) return /value="([^"]*)"/.exec(input)?.[1] ?? "";
  return new RegExp(`<textarea[^>]*name="${name}"[^>]*>([^<]*)<`).exec(text)?.[1]?.trim() ?? "";
}

describe("fields are proposed from where they stand on the first page (NĐ 30/2020 PL I)", () => {
  test.each(["clean", "worn"] as const)(
    "of an official letter and a decision, %s",
    async (quality) => {
      const reader = openScanReader();
      const valuesOf = async (lines: readonly DrawnLine[]) => {
        const read = await reader.read(await scanOf(lines, quality), { pages: 1 });
        const found = proposeFields("pages" in read ? read.pages : [], TEST_TYPES);
        for (const { confidence } of Object.values(found)) expect(confidence).toBeGreaterThan(50);
        return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]));
      };
      expect(await valuesOf(LETTER)).toEqual({
        fromName: "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        codeNumber: "415",
        codeNotation: "STTTT-CNTT",
        issuedDate: "2026-03-04",
        typeName: "Công văn",
        abstract: "V/v báo cáo kết quả gửi, nhận văn bản điện tử",
      });
      expect(await valuesOf(DECISION)).toEqual({
        fromName: "ỦY BAN NHÂN DÂN TỈNH KON TUM",
        codeNumber: "07",
        codeNotation: "QĐ-UBND",
        issuedDate: "2025-11-12",
        typeName: "Quyết định",
        abstract: "Ban hành Quy chế quản lý, sử dụng chữ ký số trong các cơ quan nhà nước của tỉnh",
      });
    },
    SLOW,
  );

  test("nothing is proposed where nothing stands", () => {
    expect(proposeFields([], TEST_TYPES)).toEqual({});
    expect(proposeFields([{ lines: [] }], TEST_TYPES)).toEqual({});
  });
});

describe("the stamp ĐẾN (PL IV) on the copy for reading", () => {
  test(
    "stands in a free place with organisation, number, day and receiver, and covers no text",
    async () => {
      const original = await drawPage(LETTER, FONTS);
      const mark = {
        organisation: "Ủy ban nhân dân huyện Đăk Hà",
        number: "42",
        day: "05/03/2026",
        passedTo: "Chủ tịch",
      };
      const copy = Buffer.from(await stampReadingCopy(original, mark, pathToFileURL(FONTS)));
      const [before, after] = [drawn(original, 72), drawn(copy, 72)];
      const rows = new Set<number>();
      const columns = new Set<number>();
      for (const [i, grey] of before.pixels.entries()) {
        if (grey < 250 || (after.pixels[i] ?? 255) > 110) continue;
        rows.add(Math.floor(i / before.width));
        columns.add(i % before.width);
      }
      // One point a pixel: 35 × 50 mm are 99 × 142 points.
      const [top, bottom, left, right] = [
        Math.min(...rows),
        Math.max(...rows),
        Math.min(...columns),
        Math.max(...columns),
      ];
      expect(bottom - top).toBeGreaterThanOrEqual(97);
      expect(bottom - top).toBeLessThanOrEqual(102);
      expect(right - left).toBeGreaterThanOrEqual(139);
      expect(right - left).toBeLessThanOrEqual(145);
      for (let y = top; y <= bottom; y += 1)
        for (let x = left; x <= right; x += 1)
          expect(before.pixels[y * before.width + x]).toBeGreaterThan(200);
      const file = join(mkdtempSync(join(tmpdir(), "stamp-")), "a.pdf");
      writeFileSync(file, copy);
      const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).normalize("NFC");
      for (const words of [
        "ỦY BAN NHÂN DÂN HUYỆN ĐĂK HÀ",
        "ĐẾN",
        "Số: 42",
        "Ngày: 05/03/2026",
        "Chuyển: Chủ tịch",
      ])
        expect(text).toContain(words);
    },
    SLOW,
  );
});

describe("a clerk has a scan read before registering it", () => {
  test(
    "empty fields come back filled in and marked, what was typed stays, nothing is registered until the clerk says so",
    async () => {
      const bytes = await scanOf(LETTER);
      const read = await browser.send(
        "/incoming/new-paper",
        form({ do: "read", abstract: "Trích yếu tôi tự gõ" }, { name: "bản quét.pdf", bytes }),
      );
      expect(read.status).toBe(422);
      expect(read.text).toContain("Đã điền sẵn 5 ô từ bản quét");
      expect(read.text).toMatch(/tin cậy \d+ %/);
      expect(fieldOf(read, "fromName")).toBe("Sở Thông tin và Truyền thông");
      expect(fieldOf(read, "codeNumber")).toBe("415");
      expect(fieldOf(read, "issuedDate")).toBe("04/03/2026");
      expect(fieldOf(read, "abstract")).toBe("Trích yếu tôi tự gõ");
      const kept = /name="scanKept" value="([^"]+)"/.exec(read.text)?.[1] ?? "";
      const none = await world.database.queries.selectFrom("documents.incoming").select("id").execute();
      expect(none).toEqual([]);
      const done = await browser.send(
        "/incoming/new-paper",
        form({
          scanKept: kept,
          fromName: fieldOf(read, "fromName"),
          codeNumber: "415",
          codeNotation: "STTTT-CNTT",
          issuedDate: "04/03/2026",
          abstract: "Trích yếu tôi tự gõ",
        }),
      );
      expect([done.status, done.text]).toEqual([303, ""]);
      const [row] = await world.database.queries
        .selectFrom("documents.incoming")
        .select(["file_name", "file_size", "symbol"])
        .execute();
      const original = await browser.get(`${done.location}/file`);
      const stamped = await browser.get(`${done.location}/reading-copy`);
      expect(stamped.text).toMatch(/^%PDF-/);
      expect(stamped.text).not.toBe(original.text);
      expect((await browser.get(done.location)).text).toContain(`${done.location}/reading-copy`);
      expect(row).toMatchObject({
        file_name: "bản quét.pdf",
        file_size: bytes.length,
        symbol: "415/STTTT-CNTT",
      });
    },
    SLOW,
  );

  test(
    "a picture is taken too; a broken one is refused; somebody else's ticket is worth nothing",
    async () => {
      const png = { name: "ảnh chụp.png", bytes: Buffer.from(samplePng(20, 20, 160)) };
      const taken = await browser.send("/incoming/new-paper", form({ do: "read" }, png));
      expect([taken.status, taken.text.includes("ảnh chụp.pdf")]).toEqual([422, true]);
      const broken = Buffer.from("\x89PNG\r\n\x1a\n0000IHDR", "latin1");
      const refused = await browser.send(
        "/incoming/new-paper",
        form({ do: "read" }, { name: "a.png", bytes: broken }),
      );
      expect([refused.status, refused.text.includes("Không mở được ảnh")]).toEqual([422, true]);
      const empty = await browser.send(
        "/incoming/new-paper",
        form({ do: "read", scanKept: "forged.ticket" }),
      );
      expect([empty.status, empty.text.includes("Chọn tệp bản quét trước")]).toEqual([422, true]);
      const word = await browser.send(
        "/incoming/new-paper",
        form({ do: "read" }, { name: "a.docx", bytes: Buffer.from("PK\x03\x04word/") }),
      );
      expect([word.status, word.text.includes("không phải tệp PDF hay ảnh")]).toEqual([422, true]);
    },
    SLOW,
  );

  test(
    "an empty or broken scan is said so and the queue goes on; the words of a scan become findable",
    async () => {
      const put = async (bytes: Buffer) => (await world.house.files.put(bytes)).sha256;
      const [blank, broken, good] = [
        await put(await scanOf([])),
        await put(Buffer.from("%PDF-1.7 broken")),
        await put(await scanOf(DECISION)),
      ];
      const readings = await Promise.all(
        [blank, broken, good].map((sha256) => proposalsOf(world.house, sha256, SLOW)),
      );
      expect(readings.map(({ state }) => state)).toEqual(["unreadable", "unreadable", "done"]);
      await expect
        .poll(
          async () =>
            (
              await world.database.queries
                .selectFrom("documents.file_text")
                .select("content")
                .where("file_sha256", "=", good)
                .executeTakeFirst()
            )?.content,
          { timeout: SLOW, interval: 200 },
        )
        .toContain("chữ ký số");
    },
    SLOW,
  );

  test(
    "without the reader the answer says so and the form still works by hand",
    async () => {
      const { scanReader } = world.house.services;
      delete world.house.services.scanReader;
      try {
        const sha256 = (await world.house.files.put(await scanOf(LETTER, "worn"))).sha256;
        expect((await proposalsOf(world.house, sha256, SLOW)).state).toBe("not-installed");
      } finally {
        if (scanReader) world.house.services.scanReader = scanReader;
      }
    },
    SLOW,
  );
});
