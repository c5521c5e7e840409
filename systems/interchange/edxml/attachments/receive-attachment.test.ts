import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { AttachmentSink } from "../byte-stream.ts";
import { readEdxml } from "../read-edxml.ts";
import { EXAMPLE_FILE, file, NEW_DOCUMENT, STUB_PDF, written } from "../testing/messages.ts";
import { codesOf, NEW_XML, read, readGood, withAttachment } from "../testing/reading.ts";

/** A zip built by hand, so that its lies are ours. */
function zip(entries: { name: string; content: Buffer; flags?: number; crc?: number }[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  for (const { name, content, flags = 0, crc } of entries) {
    const packed = deflateRawSync(content);
    const sum = crc ?? crc32Of(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(sum, 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    locals.push(local, Buffer.from(name), packed);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50);
    central.writeUInt32LE(sum, 16);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    centrals.push(central, Buffer.from(name));
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(entries.length, 10);
  return Buffer.concat([...locals, ...centrals, end]);
}

function crc32Of(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe("attachments", () => {
  test.each([
    ["bảng số liệu.xlsx", Buffer.from("PK\u0003\u0004 not really a sheet")],
    ["a.png", Buffer.from("89504e470d0a1a0a00", "hex")],
    ["trống trơn.txt", Buffer.alloc(2_000_000, "Ngọc Linh ")],
    ["toàn số 0.bin", Buffer.alloc(12_000_000)],
  ])("%s is unpacked to what was sent", async (name, content) => {
    const xml = await written(NEW_DOCUMENT, [file(name, content), EXAMPLE_FILE]);
    const { attachments, contents } = await readGood(xml);
    expect(attachments[0]).toMatchObject({ name, unpacked: true, size: content.length });
    expect(contents.get(name)?.bytes().equals(content)).toBe(true);
    expect(contents.get("125_STTTT-CNTT_signed.pdf")?.closed).toBe(true);
  });

  test("a .zip stays a zip", async () => {
    const content = zip([
      { name: "a/b.txt", content: Buffer.from("1") },
      { name: "c", content: Buffer.from("2") },
    ]);
    const { attachments, contents } = await readGood(
      await written(NEW_DOCUMENT, [file("hồ sơ.zip", content)]),
    );
    expect(attachments[0]).toMatchObject({ unpacked: false, sniffed: "zip" });
    expect(contents.get("hồ sơ.zip")?.bytes().equals(content)).toBe(true);
  });

  const text = Buffer.from("nội dung");
  test.each<[string, string, Buffer]>([
    [
      "two entries",
      "Z.Entries",
      zip([
        { name: "a", content: text },
        { name: "b", content: text },
      ]),
    ],
    [
      "no entry",
      "Z.Corrupt",
      Buffer.concat([zip([{ name: "a", content: text }]).subarray(0, 45), Buffer.alloc(60)]),
    ],
    ["a path", "Z.Path", zip([{ name: "../../etc/passwd", content: text }])],
    ["a Windows path", "Z.Path", zip([{ name: "C:a", content: text }])],
    ["a password", "Z.Encrypted", zip([{ name: "a", content: text, flags: 1 }])],
    ["a wrong check sum", "Z.Corrupt", zip([{ name: "a", content: text, crc: 1 }])],
    ["a cut zip", "Z.Format", zip([{ name: "a", content: text }]).subarray(0, 48)],
    ["a bomb", "Z.Ratio", zip([{ name: "a", content: Buffer.alloc(20_000_000) }])],
  ])("a zip with %s is refused: %s", async (_name, code, content) => {
    const { result, contents } = await read(withAttachment("a.txt", "application/zip", content));
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems.map((p) => p.code)).toEqual([code]);
    for (const sink of contents.values()) expect(sink.aborted && !sink.closed).toBe(true);
  });

  test("an unpacked size over the limit is refused while unpacking", async () => {
    const content = zip([{ name: "a", content: Buffer.alloc(900_000) }]);
    const options = { limits: { attachmentBytes: 500_000 } };
    expect(await codesOf(withAttachment("a.txt", "application/zip", content), options)).toEqual(["Z.Size"]);
  });

  test("a sheet that was mislabelled as packed is taken as it is, with a warning", async () => {
    const sheet = zip([
      { name: "[Content_Types].xml", content: text },
      { name: "xl/workbook.xml", content: text },
    ]);
    const { attachments, warnings } = await readGood(withAttachment("a.xlsx", "application/zip", sheet));
    expect(attachments[0]).toMatchObject({ unpacked: false, sniffed: "xlsx", size: sheet.length });
    expect(warnings.map(({ code }) => code)).toEqual(["D.AttachmentNotPacked"]);
  });

  test("content that does not fit its name, and programs, are told", async () => {
    const pdf = await readGood(withAttachment("a.pdf", "application/pdf", Buffer.from("MZ\u0000\u0001")));
    expect(pdf.warnings.map(({ code }) => code)).toEqual(["D.AttachmentProgram"]);
    const png = await readGood(
      withAttachment("a.pdf", "application/pdf", Buffer.from("89504e470d0a1a0a", "hex")),
    );
    expect(png.warnings.map(({ code }) => code)).toEqual(["D.AttachmentType"]);
  });

  test("names are made safe and unique", async () => {
    const once = withAttachment("../../etc/Công văn.pdf", "application/pdf", STUB_PDF);
    const attachment = /<Attachment>[\s\S]*<\/Attachment>/.exec(once)?.[0] ?? "";
    const { attachments } = await readGood(
      once.replace("</AttachmentEncoded>", `${attachment}</AttachmentEncoded>`),
    );
    expect(attachments.map(({ name }) => name)).toEqual(["Công văn.pdf", "Công văn (2).pdf"]);
  });

  test("an error of a sink is the caller's, not the message's", async () => {
    const failing: AttachmentSink = {
      write() {
        throw new Error("disk full");
      },
      close() {},
      abort() {},
    };
    await expect(readEdxml([Buffer.from(NEW_XML)], { sinkFor: () => failing })).rejects.toThrow("disk full");
  });
});
