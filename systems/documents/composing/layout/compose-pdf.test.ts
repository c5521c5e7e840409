import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTexts, runsScripts, sampleDocument } from "../testing.ts";
import { parseText } from "../text/parse-text.ts";
import { composePdf } from "./compose-pdf.ts";

const AT = new Date("2026-03-05T01:15:30Z");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "composed-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function stored(bytes: Uint8Array): string {
  const path = join(folder, "composed.pdf");
  writeFileSync(path, bytes);
  return path;
}

const body = `Căn cứ Luật Tổ chức chính quyền địa phương
Điều 1. Ban hành kèm theo Quyết định này **Quy chế** về *văn thư*.
Điều 2. Thi hành
| STT | Nội dung |
|:-:|---|
| 1 | Việc thứ nhất |
Phụ lục I
Danh mục
- Một
=== Quy chế
Công tác văn thư
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi`;

describe("PDF/A-2b (ISO 19005-2), looked at by other programs", () => {
  test("is sound to qpdf, tagged and not encrypted to pdfinfo, and says PDF/A-2 B of itself", () => {
    const { bytes, pageAmount } = composePdf(sampleDocument({ body }), AT);
    const path = stored(bytes);
    expect(execFileSync("qpdf", ["--check", path], { encoding: "utf8" })).toContain(
      "No syntax or stream encoding errors",
    );
    const info = execFileSync("pdfinfo", [path], { encoding: "utf8" });
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).toMatch(/Encrypted:\s+no/);
    expect(info).toMatch(/JavaScript:\s+no/);
    expect(info).toMatch(new RegExp(`Pages:\\s+${pageAmount}`));
    const metadata = execFileSync("pdfinfo", ["-meta", path], { encoding: "utf8" });
    expect(metadata).toContain("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>");
    expect(metadata).toContain("2026-03-05T08:15:30+07:00");
  });

  test("every font is embedded, a subset and has its Unicode map; nothing but Tinos is used", () => {
    const rows = execFileSync("pdffonts", [stored(composePdf(sampleDocument({ body }), AT).bytes)], {
      encoding: "utf8",
    })
      .trim()
      .split("\n")
      .slice(2);
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const row of rows)
      expect(row).toMatch(/^[A-Z]{6}\+Tinos\S*\s+CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  test("has an output intent with an ICC profile of three colours, and no transparency, no actions, no other files", () => {
    const { bytes } = composePdf(sampleDocument({ body, marks: [{ text: "KHẨN", width: 20 }] }), AT);
    const text = bytes.toString("latin1");
    expect(text).toMatch(/\/OutputIntents\[\d+ 0 R\]/);
    const profile = /\/S\/GTS_PDFA1.*?\/DestOutputProfile (\d+) 0 R/s.exec(text)?.[1];
    const at = text.indexOf(`\n${profile} 0 obj\n<</N 3`);
    const start = text.indexOf("stream\n", at) + 7;
    const icc = inflateSync(bytes.subarray(start, text.indexOf("\nendstream", start)));
    expect(icc.toString("latin1", 36, 40)).toBe("acsp");
    expect(icc.toString("latin1", 16, 20)).toBe("RGB ");
    for (const name of [
      "/SMask",
      "/ca ",
      "/CA ",
      "/BM",
      "/OpenAction",
      "/AA",
      "/EmbeddedFiles",
      "/Encrypt",
      "/Launch",
    ])
      expect(text).not.toContain(name);
  });

  test("the same document at the same time gives the same bytes; another gives another identity", () => {
    const [a, b] = [composePdf(sampleDocument({ body }), AT), composePdf(sampleDocument({ body }), AT)];
    expect(a.bytes.equals(b.bytes)).toBe(true);
    const id = (bytes: Buffer): string => /\/ID\[<([0-9a-f]+)>/.exec(bytes.toString("latin1"))?.[1] ?? "";
    expect(id(a.bytes)).not.toBe(id(composePdf(sampleDocument(), AT).bytes));
  });
});

describe("what a reader gets out of it", () => {
  test("text in the order of the law: country, issuer, number, date, type, bases, articles, signature, recipients", () => {
    const path = stored(composePdf(sampleDocument({ body }), AT).bytes);
    const text = execFileSync("pdftotext", ["-raw", path, "-"], { encoding: "utf8" });
    const order = [
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
      "SỞ THÔNG TIN VÀ",
      "/QĐ-STTTT",
      "Kon Tum, ngày",
      "Về việc ban hành Quy chế",
      "GIÁM ĐỐC SỞ THÔNG TIN",
      "Căn cứ Luật Tổ chức chính quyền địa phương.",
      "QUYẾT ĐỊNH:",
      "Điều 1. Ban hành kèm theo",
      "KT. GIÁM ĐỐC",
      "Nguyễn Văn Ứng",
      "Nơi nhận:",
      "- Lưu: VT, CNTT.",
      "Phụ lục I",
      "DANH MỤC",
      "QUY CHẾ",
      "Chương I",
    ];
    let from = 0;
    for (const words of order) {
      const at = text.indexOf(words, from);
      expect([words, at >= from]).toEqual([words, true]);
      from = at;
    }
    expect(text).toBe(text.normalize("NFC"));
  });

  test("whatever is typed is laid out, every letter of it, in NFC, on pages of finite number", {
    timeout: 120_000,
  }, async () => {
    const word = fc.constantFrom(
      "Điều 1.",
      "a)",
      "|",
      "**",
      "*",
      "đường",
      "thủy",
      "hoà",
      "\\",
      "---",
      "1.1.",
      "(x)",
      "<b>",
      ">>",
      "Phụ lục",
      "===",
    );
    const line = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const { bytes, pageAmount } = composePdf(
          sampleDocument({ body: lines.join("\n"), form: "named" }),
          AT,
        );
        expect(pageAmount).toBeLessThan(40);
        const texts = (await readTexts(bytes)).map(({ text }) => text).join(" ");
        const count = (text: string, words: RegExp): number => text.match(words)?.length ?? 0;
        const typed = lines.join("\n").normalize("NFC");
        for (const each of [/đường/gi, /thủy/gi])
          expect(count(texts, each)).toBeGreaterThanOrEqual(Math.min(1, count(typed, each)));
        expect(await runsScripts(bytes)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  test("letters typed in parts (NFD) come out whole, and the same bytes as letters typed whole", () => {
    const whole = sampleDocument({ body: "Quyết định về đường thủy nội địa, huyện Đắk Hà." });
    const parts = sampleDocument({
      body: "Quyết định về đường thủy nội địa, huyện Đắk Hà.".normalize("NFD"),
    });
    expect(composePdf(parts, AT).bytes.equals(composePdf(whole, AT).bytes)).toBe(true);
  });
});

describe("long and awkward documents", () => {
  test("two hundred pages: numbered through, no line lost", { timeout: 120_000 }, async () => {
    const lines = Array.from(
      { length: 2450 },
      (_, at) =>
        `Dòng thứ ${at} của báo cáo rất dài này về nhiều lĩnh vực khác nhau, viết để thử ${"thêm chữ ".repeat(14)}hết.`,
    );
    const { bytes, pageAmount } = composePdf(sampleDocument({ form: "named", body: lines.join("\n") }), AT);
    expect(pageAmount).toBeGreaterThan(200);
    const text = execFileSync("pdftotext", ["-raw", stored(bytes), "-"], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    }).replace(/\s+/g, " ");
    for (let at = 0; at < lines.length; at += 97) expect(text).toContain(`Dòng thứ ${at} của báo cáo`);
    expect(text).toContain("Dòng thứ 2449 của báo cáo");
  });

  test("recipients longer than a page run on, and the block with the name stays whole", async () => {
    const recipients = Array.from({ length: 134 }, (_, at) => `UBND xã thứ ${at}`);
    const texts = await readTexts(composePdf(sampleDocument({ recipients }), AT).bytes);
    expect(texts.filter(({ text }) => text.startsWith("- UBND xã thứ"))).toHaveLength(134);
    expect(texts.find(({ text }) => text === "Nguyễn Văn Ứng")?.page).toBe(1);
    expect(Math.max(...texts.map(({ page }) => page))).toBeGreaterThan(1);
  });

  test("two who sign stand beside each other, recipients below; names level", async () => {
    const coSigner = { lines: ["THƯ KÝ"], name: "Trần Thị Bình" };
    const texts = await readTexts(
      composePdf(sampleDocument({ form: "minutes", typeName: "Biên bản", coSigner }), AT).bytes,
    );
    const [left, right] = ["Trần Thị Bình", "Nguyễn Văn Ứng"].map((name) =>
      texts.find(({ text }) => text === name),
    );
    expect(left?.x).toBeLessThan(right?.x ?? 0);
    expect(Math.abs((left?.y ?? 0) - (right?.y ?? 99))).toBeLessThan(0.01);
    expect(texts.find(({ text }) => text === "Nơi nhận:")?.y).toBeGreaterThan(left?.y ?? 999);
  });

  test("a table goes over pages with its head on each, and a word wider than its column is broken", async () => {
    const rows = Array.from(
      { length: 90 },
      (_, at) => `| ${at + 1} | Nội dung công việc số ${at} | ${"x".repeat(120)} |`,
    );
    const table = `| STT | Công việc | Ghi chú |\n|:-:|---|---|\n${rows.join("\n")}`;
    const texts = await readTexts(composePdf(sampleDocument({ form: "named", body: table }), AT).bytes);
    const heads = texts
      .filter(({ text, font }) => text === "STT" && font === "Tinos-Bold")
      .map(({ page }) => page);
    const last = texts.find(({ text }) => text.includes("công việc số 89"))?.page ?? 0;
    expect(new Set(heads).size).toBe(heads.length);
    expect(heads.length).toBeGreaterThanOrEqual(last - 1);
    expect(Math.max(...texts.map(({ x, width }) => x + width))).toBeLessThan((210 - 15) * (72 / 25.4) + 1);
    const second = heads.filter((page) => page > 1);
    expect(second.length).toBeGreaterThan(0);
  });
});

describe("how a text is understood", () => {
  test("titles are bold, sentences are not; marks that do not pair are letters", () => {
    const { blocks } = parseText(
      "Điều 1. Phạm vi điều chỉnh\n1. Quy chế này quy định.\n**hở *và* hở\n\\1. Không phải khoản",
      false,
    );
    expect(
      blocks.map((block) => (block.kind === "paragraph" ? [block.role, block.titled, block.mark] : [])),
    ).toEqual([
      ["article", true, "Điều 1."],
      ["clause", false, "1."],
      ["text", false, ""],
      ["text", false, ""],
    ]);
    const third = blocks[2];
    expect(third?.kind === "paragraph" ? third.runs : []).toEqual([
      { text: "**hở " },
      { text: "và", italic: true },
      { text: " hở" },
    ]);
  });

  test("bases only before the first article of a decision, and an appendix takes its title from the next line", () => {
    const text = parseText(
      "Căn cứ A;\nXét đề nghị B\nĐiều 1. C.\nCăn cứ D\nPhụ lục II (ngang)\nBảng tổng hợp\nx",
      true,
    );
    expect(text.bases).toHaveLength(2);
    expect(text.blocks).toHaveLength(2);
    expect(text.attachments).toMatchObject([
      {
        label: "Phụ lục II",
        landscape: true,
        title: [{ text: "Bảng tổng hợp" }],
        blocks: [{ role: "text" }],
      },
    ]);
  });
});
