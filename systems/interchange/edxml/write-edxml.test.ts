import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MemorySink } from "./byte-stream.ts";
import {
  EXAMPLE_FILE,
  file,
  NEW_DOCUMENT,
  organId,
  STATUS_03,
  STUB_PDF,
  testSigner,
  written,
} from "./testing/messages.ts";
import type { EdxmlMessage } from "./types.ts";
import { writeEdxml } from "./write-edxml.ts";

/** The published examples are indented for reading; white space between elements carries nothing. */
function example(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8")
    .replace(/>\s+</g, "><")
    .trim();
}

function withoutLineEnds(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/>\s+</g, "><").trim();
}

/** Unpacks the content of the first attachment with the system's own tools. */
function unzipFirst(xml: string): { names: string[]; content: Buffer } {
  const directory = mkdtempSync(join(tmpdir(), "edxml-zip-"));
  try {
    const zip = join(directory, "content.zip");
    const base64 = /<edXML:ContentTransferEncoded[^>]*>([^<]*)</.exec(xml)?.[1] ?? "";
    writeFileSync(zip, Buffer.from(base64, "base64"));
    const python = "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;";
    const names = execFileSync("python3", ["-c", `${python}print("\\n".join(z.namelist()))`, zip]);
    const content = execFileSync("python3", [
      "-c",
      `${python}sys.stdout.buffer.write(z.read(z.namelist()[0]))`,
      zip,
    ]);
    return { names: names.toString().trim().split("\n"), content };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function problemsOf(message: EdxmlMessage, files = [EXAMPLE_FILE]): Promise<string[]> {
  const sink = new MemorySink();
  const result = await writeEdxml(message, message.kind === "status" ? [] : files, sink);
  if (result.ok) return [];
  expect(sink.bytes()).toHaveLength(0);
  for (const { message: text } of result.problems) expect(text.vi).toMatch(/[\p{L}]/u);
  return result.problems.map(({ code }) => code);
}

describe("the written form", () => {
  test("a new document is the published example, byte for byte but for indentation", async () => {
    expect(withoutLineEnds(await written(NEW_DOCUMENT, [EXAMPLE_FILE]))).toBe(example("new-document.edxml"));
  });

  test("a status 03 is the published example, byte for byte but for indentation", async () => {
    expect(withoutLineEnds(await written(STATUS_03))).toBe(example("status-03.edxml"));
  });

  test("the result tells size and SHA-256 of exactly what was written", async () => {
    const sink = new MemorySink();
    const result = await writeEdxml(NEW_DOCUMENT, [EXAMPLE_FILE], sink);
    const bytes = sink.bytes();
    expect(result).toMatchObject({
      ok: true,
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      contentIds: ["cid:7f0f5c1e-6a51-4c37-9a8f-1f6f0f3b7a01"],
    });
  });

  test("empty texts are left out and special characters are escaped", async () => {
    const xml = (
      await written({ ...NEW_DOCUMENT, subject: 'A & B <C> "D"', content: "  ", place: "" }, [EXAMPLE_FILE])
    ).toString();
    expect(xml).toContain('<edXML:Subject>A &amp; B &lt;C&gt; "D"</edXML:Subject>');
    expect(xml).not.toContain("<edXML:Content>");
    expect(xml).toContain("<edXML:PromulgationInfo><edXML:PromulgationDate>");
  });

  test.each([
    ["a.pdf", "application/pdf"],
    ["a.doc", "application/doc"],
    ["A.DOCX", "application/docx"],
    ["a.zip", "application/zip"],
  ])("%s travels as it is, as %s", async (name, contentType) => {
    const xml = (await written(NEW_DOCUMENT, [file(name, STUB_PDF)])).toString();
    expect(xml).toContain(`<ContentType>${contentType}</ContentType>`);
    expect(xml).toContain(`>${STUB_PDF.toString("base64")}</edXML:ContentTransferEncoded>`);
  });

  test.each(["số liệu.xlsx", "a.xls", "anh.png", "khong-duoi"])(
    "%s travels in a zip with one entry",
    async (name) => {
      const content = Buffer.from("nội dung ".repeat(40_000));
      const xml = (await written(NEW_DOCUMENT, [file(name, content)])).toString();
      expect(xml).toContain(`<AttachmentName>${name}</AttachmentName>`);
      expect(xml).toContain("<ContentType>application/zip</ContentType>");
      const unzipped = unzipFirst(xml);
      expect(unzipped.names).toHaveLength(1);
      expect(unzipped.names[0]).toMatch(/^[0-9a-f-]{36}$/);
      expect(unzipped.content.equals(content)).toBe(true);
    },
  );

  test("which extensions travel raw is configuration", async () => {
    const rawTypes = { xlsx: "application/xlsx" };
    const xml = (await written(NEW_DOCUMENT, [file("a.xlsx", STUB_PDF)], { rawTypes })).toString();
    expect(xml).toContain("<ContentType>application/xlsx</ContentType>");
  });
});

describe("what is not to standard is not written", () => {
  const long = (n: number) => "đ".repeat(n);
  test.each<[string, EdxmlMessage]>([
    [
      "M.MessageHeader.To.OrganId",
      { ...NEW_DOCUMENT, to: [...NEW_DOCUMENT.to, ...NEW_DOCUMENT.to.slice(0, 1)] },
    ],
    ["N.MessageHeader.To", { ...NEW_DOCUMENT, to: [] }],
    ["N.MessageHeader.From.OrganName", { ...NEW_DOCUMENT, from: { ...NEW_DOCUMENT.from, name: " " } }],
    ["R.MessageHeader.From.OrganName", { ...NEW_DOCUMENT, from: { ...NEW_DOCUMENT.from, name: long(201) } }],
    ["R.MessageHeader.Code.CodeNumber", { ...NEW_DOCUMENT, codeNumber: long(12) }],
    ["N.MessageHeader.Code.CodeNumber", { ...NEW_DOCUMENT, codeNumber: "" }],
    ["R.MessageHeader.Code.CodeNotation", { ...NEW_DOCUMENT, codeNotation: long(31) }],
    ["R.MessageHeader.PromulgationInfo.Place", { ...NEW_DOCUMENT, place: long(51) }],
    [
      "T.MessageHeader.PromulgationInfo.PromulgationDate",
      { ...NEW_DOCUMENT, promulgationDate: "2022-02-30" },
    ],
    [
      "R.MessageHeader.PromulgationInfo.PromulgationDate",
      { ...NEW_DOCUMENT, promulgationDate: "2999-01-01" },
    ],
    ["N.MessageHeader.Subject", { ...NEW_DOCUMENT, subject: "" }],
    ["R.MessageHeader.Subject", { ...NEW_DOCUMENT, subject: long(501) }],
    ["T.MessageHeader.Subject", { ...NEW_DOCUMENT, subject: "a\u0001b" }],
    ["R.MessageHeader.SignerInfo.FullName", { ...NEW_DOCUMENT, signer: { fullName: long(51) } }],
    ["T.MessageHeader.OtherInfo.PageAmount", { ...NEW_DOCUMENT, pageAmount: -1 }],
    ["R.MessageHeader.OtherInfo.TyperNotation", { ...NEW_DOCUMENT, typerNotation: long(11) }],
    ["R.MessageHeader.ToPlaces.Place", { ...NEW_DOCUMENT, toPlaces: [long(151)] }],
    ["R.MessageHeader.ToPlaces", { ...NEW_DOCUMENT, toPlaces: Array.from({ length: 7 }, () => long(150)) }],
    ["N.TraceHeaderList.TraceHeader", { ...NEW_DOCUMENT, trace: [] }],
    [
      "N.TraceHeaderList.Bussiness.BussinessDocReason",
      { ...NEW_DOCUMENT, business: { type: "new", reason: "", paper: false } },
    ],
    [
      "N.TraceHeaderList.Bussiness.DocumentId",
      { ...NEW_DOCUMENT, business: { type: "recall", reason: "Gửi nhầm", paper: false, documentId: "" } },
    ],
    [
      "N.TraceHeaderList.Bussiness.ReplacementInfoList.ReplacementInfo",
      { ...NEW_DOCUMENT, business: { type: "replace", reason: "Sai", paper: false, replaced: [] } },
    ],
    [
      "N.MessageHeader.ResponseFor.DocumentId",
      { ...STATUS_03, responseFor: { ...STATUS_03.responseFor, documentId: "" } },
    ],
    ["T.MessageHeader.Timestamp", { ...STATUS_03, timestamp: "2022-03-04 09:41:07" }],
  ])("%s", async (code, message) => {
    expect(await problemsOf(message)).toContain(code);
  });

  test("exactly the permitted lengths are written", async () => {
    const atLimit = {
      ...NEW_DOCUMENT,
      subject: long(500),
      codeNumber: long(11),
      codeNotation: long(30),
      to: [{ organId: organId("H34.31.20"), name: long(200), website: long(200) }],
    };
    expect(await problemsOf(atLimit)).toEqual([]);
  });

  test("a new document without a file", async () => {
    expect(await problemsOf(NEW_DOCUMENT, [])).toContain("N.AttachmentEncoded.Attachment");
  });

  test("a file that is shorter or longer than announced", async () => {
    for (const size of [STUB_PDF.length - 1, STUB_PDF.length + 1]) {
      const lying = { ...EXAMPLE_FILE, size };
      await expect(writeEdxml(NEW_DOCUMENT, [lying], new MemorySink())).rejects.toMatchObject({
        code: "edxml-attachment-changed",
      });
    }
  });

  test("a file that changes between the two passes of signing", async () => {
    let times = 0;
    const changing = {
      ...EXAMPLE_FILE,
      async *open() {
        yield times++ === 0 ? STUB_PDF : Buffer.from(STUB_PDF).fill(0x20, 10, 20);
      },
    };
    await expect(
      writeEdxml(NEW_DOCUMENT, [changing], new MemorySink(), { signer: testSigner("ec") }),
    ).rejects.toMatchObject({ code: "edxml-attachment-changed" });
  });
});

describe("the XML signature of a message", () => {
  function xmlsec(xml: Buffer, certificate: Uint8Array): string {
    const directory = mkdtempSync(join(tmpdir(), "edxml-sig-"));
    try {
      const [message, der] = [join(directory, "m.edxml"), join(directory, "c.der")];
      writeFileSync(message, xml);
      writeFileSync(der, certificate);
      execFileSync("xmlsec1", ["--verify", "--trusted-der", der, message], { stdio: "pipe" });
      return "valid";
    } catch {
      return "invalid";
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  test.each(["rsa", "ec"] as const)(
    "xmlsec1 finds a %s signature valid, and invalid after any change",
    async (kind) => {
      const signer = testSigner(kind);
      const [certificate = new Uint8Array()] = signer.certificates;
      const subject = 'Ký tự & <đặc biệt> \r\n "trích dẫn"';
      const files = [EXAMPLE_FILE, file("bảng & số.xlsx", Buffer.from("x".repeat(300_000)))];
      const xml = await written({ ...NEW_DOCUMENT, subject }, files, { signer });
      expect(xmlsec(xml, certificate)).toBe("valid");
      const changed = Buffer.from(xml.toString().replace("Đăk Hà", "Đăk Tô"));
      expect(xmlsec(changed, certificate)).toBe("invalid");
    },
  );

  test("a status message can be signed too", async () => {
    const signer = testSigner("rsa");
    const xml = await written(STATUS_03, [], { signer });
    expect(xmlsec(xml, signer.certificates[0] ?? new Uint8Array())).toBe("valid");
  });
});
