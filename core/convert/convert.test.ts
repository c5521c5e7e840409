import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeFencedFolder, findFence, openFencedFolder } from "../fence/index.ts";
import { ConvertError, type Converter, openConverter } from "./index.ts";
import { inspectOffice } from "./inspect-office.ts";
import { compoundOf, docxOf, docxParts, odtOf, outside, zipOf } from "./testing/office-files.ts";

const SLOW = 180_000;
const TEXT = "Ủy ban nhân dân tỉnh yêu cầu các đơn vị khẩn trương triển khai ứng dụng chữ ký số.";

let converter: Converter;
let folder: string;
beforeAll(() => {
  converter = openConverter({ jobsPerProcess: 6 });
  folder = mkdtempSync(join(tmpdir(), "convert-test-"));
});
afterAll(async () => {
  await converter.stop();
  rmSync(folder, { recursive: true, force: true });
}, SLOW);

function outputOf(program: string, pdf: Buffer, ...more: string[]): string {
  const file = join(folder, "result.pdf");
  writeFileSync(file, pdf);
  return execFileSync(program, [file, ...more], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "none",
    (error: unknown) => (error instanceof ConvertError ? error.code : String(error)),
  );
}

describe("a Word document becomes PDF/A-2b", () => {
  test(
    "with its text whole, one embedded family for all Vietnamese letters, and the marks of PDF/A",
    async () => {
      const pdf = await converter.toPdf(docxOf([TEXT, "Chữ khó: ứ Ủ ặ ỹ Đ ơ ử"]));
      expect(outputOf("pdftotext", pdf, "-").replace(/\s+/g, " ").normalize("NFC")).toContain(TEXT);
      const fonts = outputOf("pdffonts", pdf).trim().split("\n").slice(2);
      expect(fonts).toHaveLength(1);
      expect(fonts[0]).toMatch(/(Tinos|LiberationSerif).* yes yes yes/);
      const raw = pdf.toString("latin1");
      expect(raw).toContain("<pdfaid:part>2</pdfaid:part>");
      expect(raw).toContain("<pdfaid:conformance>B</pdfaid:conformance>");
      expect(raw).toContain("/OutputIntents");
      const about = outputOf("pdfinfo", pdf);
      expect(about).toMatch(/JavaScript:\s+no/);
      expect(about).toMatch(/Encrypted:\s+no/);
      expect(about).toMatch(/Page size:.*A4/);
    },
    SLOW,
  );

  test(
    "so do OpenDocument and the older .doc",
    async () => {
      const odt = await converter.toPdf(odtOf(`<text:p>${TEXT}</text:p>`));
      expect(outputOf("pdftotext", odt, "-").replace(/\s+/g, " ").normalize("NFC")).toContain(TEXT);
      writeFileSync(join(folder, "old.docx"), docxOf([TEXT]));
      execFileSync(
        "soffice",
        [
          `-env:UserInstallation=file://${folder}/profile`,
          ...["--headless", "--convert-to", "doc", "--outdir", folder, join(folder, "old.docx")],
        ],
        { stdio: "ignore" },
      );
      const old = await converter.toPdf(readFileSync(join(folder, "old.doc")));
      expect(outputOf("pdftotext", old, "-").replace(/\s+/g, " ").normalize("NFC")).toContain(TEXT);
    },
    SLOW,
  );
});

describe("what cannot be converted is refused with its own reason", () => {
  const parts = docxParts([TEXT]);
  const body = parts["word/document.xml"] ?? "";
  const encrypted = Buffer.alloc(12);
  encrypted.writeUInt16LE(0x0100, 10);
  test.each<[string, string, Buffer]>([
    ["a file of another kind", "convert.not-office", Buffer.from("%PDF-1.7 no Word")],
    ["an empty file", "convert.not-office", Buffer.alloc(0)],
    [
      "a spreadsheet",
      "convert.not-office",
      zipOf({ "[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>" }),
    ],
    ["a package cut short", "convert.broken", docxOf([TEXT]).subarray(0, 700)],
    ["text that breaks off", "convert.broken", zipOf({ ...parts, "word/document.xml": body.slice(0, -40) })],
    [
      "a type declaration (entities)",
      "convert.broken",
      zipOf({
        ...parts,
        "word/document.xml": body.replace("<w:document", '<!DOCTYPE w [<!ENTITY a "b">]><w:document'),
      }),
    ],
    [
      "a part larger than it says",
      "convert.bomb",
      zipOf({ ...parts, "word/media/a.bmp": Buffer.alloc(3_000_000) }, { "word/media/a.bmp": 1_000 }),
    ],
    [
      "a flood of zeros",
      "convert.bomb",
      zipOf({ ...parts, "word/media/a.bmp": Buffer.alloc(1_000) }, { "word/media/a.bmp": 4_000_000_000 }),
    ],
    ["a file of more than 64 MB", "convert.too-large", Buffer.alloc(64 * 1024 * 1024 + 1)],
    ["macros in .docm", "convert.macros", zipOf({ ...parts, "word/vbaProject.bin": "x" })],
    ["macros in .odt", "convert.macros", odtOf("<text:p/>", { "Basic/Standard/Module1.xml": "<m/>" })],
    ["macros in .doc", "convert.macros", compoundOf(["WordDocument", "Macros", "VBA"])],
    ["a password on .docx", "convert.password", compoundOf(["EncryptionInfo", "EncryptedPackage"])],
    ["a password on .doc", "convert.password", compoundOf(["WordDocument", "1Table"], encrypted)],
    ["an Excel .xls", "convert.not-office", compoundOf(["Workbook"])],
    [
      "a linked picture",
      "convert.outside-content",
      zipOf(docxParts([TEXT], outside("image", "http://10.0.0.1/a.png"))),
    ],
    [
      "a file of the server as picture",
      "convert.outside-content",
      zipOf(docxParts([TEXT], outside("image", "file:///etc/passwd"))),
    ],
    [
      "a template from elsewhere",
      "convert.outside-content",
      zipOf(docxParts([TEXT], outside("attachedTemplate", "https://10.0.0.1/a.dotm"))),
    ],
    [
      "a section of another file in .odt",
      "convert.outside-content",
      odtOf(
        '<text:section text:name="a"><text:section-source xlink:href="file:///etc/passwd"/></text:section>',
      ),
    ],
  ])("%s: %s", async (_, code, bytes) => {
    expect(await codeOf(inspectOffice(bytes))).toBe(code);
    expect(await codeOf(converter.toPdf(bytes))).toBe(code);
  });

  test("a link a reader may click and a template on the author's disk are no reason", async () => {
    const links = [
      outside("hyperlink", "https://chinhphu.vn"),
      outside("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
    ];
    for (const link of links) expect(await inspectOffice(zipOf(docxParts([TEXT], link)))).toBe("docx");
  });

  test("whatever bytes come, the look ends with a format or a reason", async () => {
    const seeds = [docxOf([TEXT]), odtOf("<text:p/>"), compoundOf(["WordDocument"])];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(100_000), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
        async (seed, changes) => {
          const bytes = Buffer.from(seed);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const answer = await inspectOffice(bytes).catch((error: unknown) => error);
          expect(typeof answer === "string" || answer instanceof ConvertError).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a hostile file harms nobody", () => {
  test(
    "a hanging conversion is stopped, said so, and the next file is converted",
    async () => {
      const hasty = openConverter({ longestMs: 40 });
      const long = docxOf(Array.from({ length: 3_000 }, () => TEXT.repeat(5)));
      try {
        const [first, second] = await Promise.all([
          codeOf(hasty.toPdf(long)),
          codeOf(hasty.toPdf(Buffer.from("no"))),
        ]);
        expect([first, second]).toEqual(["convert.too-slow", "convert.not-office"]);
      } finally {
        await hasty.stop();
      }
      expect((await converter.toPdf(docxOf([TEXT]))).subarray(0, 5).toString()).toBe("%PDF-");
    },
    SLOW,
  );

  test(
    "the office process is replaced while files keep coming, and an aborted conversion ends",
    async () => {
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, i) => converter.toPdf(docxOf([`Bản ${i}`]))),
      );
      for (const [i, pdf] of results.entries()) expect(outputOf("pdftotext", pdf, "-")).toContain(`Bản ${i}`);
      const stopped = new AbortController();
      const aborted = codeOf(
        converter.toPdf(docxOf(Array.from({ length: 2_000 }, () => TEXT)), stopped.signal),
      );
      setTimeout(() => stopped.abort(), 30);
      expect(await aborted).not.toBe("none");
    },
    SLOW,
  );

  test(
    "content from elsewhere that the look does not know is not fetched",
    async () => {
      const asked: string[] = [];
      const server = createServer((request, answer) => {
        asked.push(request.url ?? "");
        answer.end("x");
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      try {
        // An old kind of picture with its address in the text itself, which the relationships do not tell.
        const field = `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDEPICTURE "http://127.0.0.1:${port}/a.png" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>?</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`;
        await converter.toPdf(zipOf(docxParts([TEXT], "", field))).catch(() => undefined);
        expect(asked).toEqual([]);
      } finally {
        server.close();
      }
    },
    SLOW,
  );

  test("a sealed program sees neither the network nor the files of this machine", async () => {
    const fence = await findFence();
    if (fence.kind !== "sealed") return;
    const own = await openFencedFolder();
    const { file, args } = fence.wrap(own, { memoryMb: 512, cpuSeconds: 5, fileMb: 1 }, [
      ...["sh", "-c", "ls /; ls /root /home /etc/passwd 2>&1; cat /proc/net/dev"],
    ]);
    const seen = execFileSync(file, args, { encoding: "utf8" });
    await closeFencedFolder(own);
    expect(seen).not.toMatch(/^(root|home|data|work)$/m);
    expect(seen).toContain("cannot access '/etc/passwd'");
    expect(seen.match(/^\s*\w+:(?=\s+\d)/gm)?.map((name) => name.trim())).toEqual(["lo:"]);
  });

  test("without the office program the answer says what to do", async () => {
    const absent = openConverter({ program: "no-such-office" });
    expect(await codeOf(absent.toPdf(docxOf([TEXT])))).toBe("convert.not-installed");
    expect(await absent.fence()).toBeUndefined();
  });
});
