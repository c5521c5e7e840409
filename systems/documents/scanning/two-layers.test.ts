import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type GreyImage, turned } from "../../../core/ocr/grey-image.ts";
import { openScanReader, type ReadPage } from "../../../core/ocr/index.ts";
import { drawn, drawPage, scanned } from "../../../core/ocr/testing/scans.ts";
import { DECISION, FONTS, LETTER } from "./testing.ts";
import { twoLayers } from "./two-layers.ts";

const SLOW = 180_000;
const FONT = readFileSync(join(FONTS, "Tinos-Regular.ttf"));
const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-layers-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(bytes: Uint8Array, name = "a.pdf"): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function textOf(pdf: Uint8Array): string {
  return execFileSync("pdftotext", ["-layout", file(pdf), "-"], { encoding: "utf8" })
    .normalize("NFC")
    .replace(/\s+/gu, " ");
}

async function read(scan: Buffer): Promise<readonly ReadPage[]> {
  const result = await openScanReader().read(scan, { pages: 10 });
  if ("problem" in result) throw new Error(result.problem);
  return result.pages;
}

/** Words with their places as pdftotext finds them, in shares of the page. */
function boxes(
  pdf: Uint8Array,
  lying = false,
): readonly { text: string; left: number; top: number; right: number; bottom: number }[] {
  const html = execFileSync("pdftotext", ["-bbox", file(pdf), "-"], { encoding: "utf8" });
  const size = /<page width="([\d.]+)" height="([\d.]+)"/.exec(html);
  // Of a page that is shown turned, pdftotext gives the size as it lies and the words as they are shown.
  const [width, height] = [Number(size?.[lying ? 2 : 1]), Number(size?.[lying ? 1 : 2])];
  return [
    ...html.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g),
  ].map(([, left, top, right, bottom, text]) => ({
    text: (text ?? "").normalize("NFC"),
    left: Number(left) / width,
    top: Number(top) / height,
    right: Number(right) / width,
    bottom: Number(bottom) / height,
  }));
}

test(
  "the words lie under the picture: pdftotext finds them in right Vietnamese, the page looks as before, the font is embedded",
  async () => {
    const scan = scanned(drawn(await drawPage(DECISION, FONTS), 200), 200);
    expect(textOf(scan).trim()).toBe("");
    const copy = Buffer.from(await twoLayers(scan, await read(scan), FONT));
    expect(execFileSync("qpdf", ["--check", file(copy)], { encoding: "utf8" })).toContain(
      "No syntax or stream",
    );
    const text = textOf(copy);
    for (const words of [
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
      "Độc lập - Tự do - Hạnh phúc",
      "Kon Tum, ngày 12 tháng 11 năm 2025",
      "Ban hành Quy chế quản lý, sử dụng chữ ký số",
      "tỷ lệ văn bản được ký số và những khó khăn, vướng mắc",
    ])
      expect(text).toContain(words);
    const fonts = execFileSync("pdffonts", [file(copy)], { encoding: "utf8" })
      .split("\n")
      .slice(2)
      .filter(Boolean);
    expect(fonts).toHaveLength(1);
    // Embedded, a subset, with a table back to Unicode.
    expect(fonts[0]).toMatch(/\byes\s+yes\s+yes\b/);
    expect(Buffer.compare(Buffer.from(drawn(copy, 72).pixels), Buffer.from(drawn(scan, 72).pixels))).toBe(0);
    // The scan's own bytes stand unchanged at its front; what was added is small.
    expect(copy.subarray(0, scan.length).equals(scan)).toBe(true);
    expect(copy.length - scan.length).toBeLessThan(60_000);
  },
  SLOW,
);

test.each([0, 90, 180, 270] as const)(
  "each word lies where it stands on a page shown turned by %i degrees",
  async (angle) => {
    const shown = lyingOnItsSide(drawn(await drawPage(LETTER, FONTS), 200), angle);
    const pages = await read(shown);
    const copy = await twoLayers(shown, pages, FONT);
    const found = boxes(copy, angle % 180 !== 0);
    const seen = pages[0]?.lines.flatMap((line) => line.words).find((word) => word.text.includes("STTTT"));
    const laid = found.find((word) => word.text.includes("STTTT"));
    if (!laid || !seen) throw new Error("the notation was not read, or is not in the copy");
    expect(Math.abs(laid.left - seen.left)).toBeLessThan(0.01);
    expect(Math.abs(laid.right - seen.right)).toBeLessThan(0.01);
    expect(Math.abs((laid.top + laid.bottom) / 2 - (seen.top + seen.bottom) / 2)).toBeLessThan(0.01);
  },
  SLOW,
);

/** The picture lies turned to the left in the file, and /Rotate shows it upright. */
function lyingOnItsSide(image: GreyImage, angle: number): Buffer {
  let lying = image;
  for (let turn = 0; turn < angle; turn += 90) lying = quarterLeft(lying);
  const scan = file(scanned(lying, 200), "lying.pdf");
  return execFileSync("qpdf", [scan, `--rotate=+${angle}`, "-"], { maxBuffer: 64 * 1024 * 1024 });
}

function quarterLeft({ width, height, pixels }: GreyImage): GreyImage {
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) out[(width - 1 - x) * height + y] = pixels[y * width + x] ?? 255;
  return { width: height, height: width, pixels: out };
}

test(
  "on a sheet that lay askew the words lie along its lines",
  async () => {
    const askew = scanned(turned(drawn(await drawPage(DECISION, FONTS), 200), 3), 200);
    const pages = await read(askew);
    expect(Math.abs(pages[0]?.frame.degrees ?? 0)).toBeGreaterThan(2);
    const copy = await twoLayers(askew, pages, FONT);
    expect(textOf(copy)).toContain("Độc lập");
    // "VIỆT NAM" stands at the right end of the first line: turned about the middle of the page it is lower there.
    const [left, right] = ["CỘNG", "NAM"].map((text) => boxes(copy).find((box) => box.text === text));
    expect((right?.top ?? 0) - (left?.top ?? 0)).toBeGreaterThan(0.008);
  },
  SLOW,
);

test(
  "any words that recognition may invent leave a file that is whole, and what the font knows is found",
  async () => {
    const scan = scanned(drawn(await drawPage([], FONTS), 30), 30);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.constantFrom("Ủy", "ban(", "\\)", "ð■")),
          {
            maxLength: 6,
          },
        ),
        async (texts) => {
          const words = texts.map((text, index) => ({
            text,
            confidence: 50,
            left: 0.1,
            right: 0.4,
            top: 0.1 + index / 10,
            bottom: 0.13 + index / 10,
          }));
          const line = { text: "", confidence: 50, left: 0, right: 1, top: 0, bottom: 1, words };
          const frame = { width: 248, height: 351, degrees: 0 };
          const copy = await twoLayers(scan, [{ number: 1, lines: [line], frame, unread: false }], FONT);
          expect(execFileSync("qpdf", ["--check", file(copy)], { encoding: "utf8" })).toContain(
            "No syntax or stream",
          );
          if (texts.includes("Ủy")) expect(textOf(copy)).toContain("Ủy");
        },
      ),
      { numRuns: 15 },
    );
  },
  SLOW,
);
