import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { memorySource } from "../pdf/source.ts";
import { cpuClock } from "../testing/cpu-clock.ts";
import { createTestPki } from "../testing/test-pki.ts";
import { signXades } from "../xml/sign-xades.ts";
import { openContainer } from "./open-container.ts";
import { signContainer } from "./sign-container.ts";
import { type RawEntry, type RawZip, rawZip } from "./testing/raw-zip.ts";
import { verifyContainer } from "./verify-container.ts";
import { writeContainer } from "./write-container.ts";
import { DEFAULT_ZIP_LIMITS } from "./zip/layout.ts";

const pki = createTestPki();
const person = pki.issue({ commonName: "Nguyễn Văn Ứng" });
const stranger = createTestPki().issue({ commonName: "Nguyễn Văn Ứng" });
const options = { trust: pki.trust, revocation: pki.allGood };
const FILES = { "a.pdf": Buffer.from("%PDF công văn"), "b.txt": Buffer.from("phụ lục") };
const MIMETYPE: RawEntry = { name: "mimetype", content: "application/vnd.etsi.asic-e+zip" };
let honest: RawEntry[];
let bytes: Buffer;

beforeAll(async () => {
  const inputs = Object.entries(FILES).map(([name, content]) => ({ name, content, mimeType: "x/y" }));
  const source = await signContainer(await writeContainer(inputs), { signer: person.signer, level: "B-B" });
  bytes = Buffer.from(source.read(0, source.length));
  const opened = await openContainer(memorySource(bytes), DEFAULT_ZIP_LIMITS);
  honest = [];
  for (const entry of opened.directory.entries)
    honest.push({ name: entry.name, content: await opened.read(entry) });
});

const SIGNATURE = "META-INF/signatures1.xml";
const edit = (name: string, change: Partial<RawEntry> | ((text: string) => string)): RawEntry[] =>
  honest.map((entry) => {
    if (entry.name !== name) return entry;
    return typeof change === "function"
      ? { ...entry, content: change(Buffer.from(entry.content ?? "").toString("utf8")) }
      : { ...entry, ...change };
  });
const without = (name: string) => honest.filter((entry) => entry.name !== name);
const zip64Extra = Buffer.from([1, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
const unicodePath = Buffer.from([0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x61]);
const zeros = (size: number) => Buffer.alloc(size);
const sharedStream = deflateRawSync(zeros(50_000_000));

/** Each must end quickly and never be called valid. */
const HOSTILE: Record<string, () => Buffer | [RawEntry[], RawZip?]> = {
  "nothing at all": () => Buffer.alloc(0),
  "one byte": () => Buffer.from("P"),
  "a text": () => Buffer.from("Không phải gói"),
  "only an end record": () => [[]],
  "no end record": () => bytes.subarray(0, -22),
  "cut in the middle": () => bytes.subarray(0, bytes.length / 2),
  "cut by one byte": () => bytes.subarray(0, -1),
  "bytes in front": () => Buffer.concat([Buffer.from("#!/bin/sh\n"), bytes]),
  "bytes behind": () => Buffer.concat([bytes, Buffer.from("x")]),
  "two containers in a row": () => Buffer.concat([bytes, bytes]),
  "a second end record in the comment": () => [honest, { end: { comment: bytes.subarray(-22) } }],
  "end record of another disk": () => [honest, { end: { disk: 1 } }],
  "end record with another count here": () => [honest, { end: { here: 1 } }],
  "end record with too few entries": () => [honest, { end: { count: 2 } }],
  "end record with too many entries": () => [honest, { end: { count: 99 } }],
  "end record with 65,535 entries": () => [honest, { end: { count: 0xffff } }],
  "directory size zero": () => [honest, { end: { size: 0 } }],
  "directory size too large": () => [honest, { end: { size: 0x7fffffff } }],
  "directory at zero": () => [honest, { end: { start: 0 } }],
  "directory behind the file": () => [honest, { end: { start: 0x7fffffff } }],
  "directory of ZIP64": () => [honest, { end: { start: 0xffffffff } }],
  "bytes in front of the directory": () => [honest, { beforeDirectory: Buffer.from("ẩn") }],
  "bytes behind the directory": () => [honest, { afterDirectory: Buffer.from("ẩn") }],
  "bytes between two files": () => [edit("b.txt", { before: Buffer.from("ẩn") })],
  "a file that the directory does not list": () => [
    [...honest, { name: "ẩn.exe", content: "MZ", hidden: true }],
  ],
  "a file listed twice": () => [edit("a.pdf", { twice: true })],
  "two files of one name": () => [[...honest, { name: "a.pdf", content: "khác" }]],
  "two files that differ by case": () => [[...honest, { name: "A.PDF", content: "khác" }]],
  "two files that differ by composition": () => [
    [...honest, { name: "é", content: "1" }, { name: "é".normalize("NFD"), content: "2" }],
  ],
  "two signature files of one name": () => [[...honest, { name: SIGNATURE, content: "<a/>" }]],
  "two mimetypes": () => [[MIMETYPE, ...honest]],
  "a file that is a folder, too": () => [[...honest, { name: "a.pdf/x", content: "khác" }]],
  "a folder with content": () => [[...honest, { name: "thư mục/", content: "ẩn" }]],
  "absolute path": () => [[...honest, { name: "/etc/passwd", content: "x" }]],
  "path out of the container": () => [[...honest, { name: "../x", content: "x" }]],
  "path out in the middle": () => [[...honest, { name: "a/../../x", content: "x" }]],
  "path with a dot": () => [[...honest, { name: "./a.pdf", content: "x" }]],
  "path with an empty part": () => [[...honest, { name: "x//y", content: "x" }]],
  backslashes: () => [[...honest, { name: "..\\x", content: "x" }]],
  "drive letter": () => [[...honest, { name: "C:x", content: "x" }]],
  "empty name": () => [[...honest, { name: "", content: "x" }]],
  "NUL in a name": () => [[...honest, { name: "a.pdf\u0000.exe", content: "x" }]],
  "line break in a name": () => [[...honest, { name: "a\nb", content: "x" }]],
  "right-to-left mark in a name": () => [[...honest, { name: "a\u202efdp.exe", content: "x" }]],
  "zero-width space in a name": () => [[...honest, { name: "a\u200b.pdf", content: "x" }]],
  "name that ends in a dot": () => [[...honest, { name: "a.pdf.", content: "x" }]],
  "name that ends in a space": () => [[...honest, { name: "a.pdf ", content: "x" }]],
  "name that is not UTF-8": () => [
    [...honest, { name: "x", nameBytes: Buffer.from([0xc3, 0x28]), flags: 0x0800 }],
  ],
  "name of unknown encoding": () => [[...honest, { name: "x", nameBytes: Buffer.from([0xe9]), flags: 0 }]],
  "name of 5,000 letters": () => [[...honest, { name: "x".repeat(5_000) }]],
  "second name in an extra field": () => [edit("a.pdf", { extra: unicodePath })],
  "second name in the directory's extra field": () => [edit("a.pdf", { central: { extra: unicodePath } })],
  "ZIP64 extra field": () => [edit("a.pdf", { extra: zip64Extra })],
  "ZIP64 extra field in the directory": () => [edit("a.pdf", { central: { extra: zip64Extra } })],
  "size that points to ZIP64": () => [edit("a.pdf", { central: { size: 0xffffffff } })],
  "broken extra field": () => [edit("a.pdf", { extra: Buffer.from([9, 9, 200, 0]) })],
  encrypted: () => [edit("a.pdf", { flags: 1 })],
  "strongly encrypted": () => [edit("a.pdf", { flags: 0x41 })],
  "masked headers": () => [edit("a.pdf", { flags: 0x2000 })],
  "encrypted in the local header only": () => [edit("a.pdf", { local: { flags: 1 } })],
  "other compression": () => [edit("a.pdf", { local: { method: 14 }, central: { method: 14 } })],
  "compression differs": () => [edit("a.pdf", { local: { method: 8 } })],
  "name differs": () => [edit("a.pdf", { local: { name: "a.exe" } })],
  "name differs in the directory": () => [edit("a.pdf", { central: { name: "c.pdf" } })],
  "size differs": () => [edit("a.pdf", { local: { size: 1 } })],
  "packed size differs": () => [edit("a.pdf", { local: { packed: 1 } })],
  "check sum differs": () => [edit("a.pdf", { local: { crc: 1 } })],
  "check sum wrong in both": () => [edit("a.pdf", { local: { crc: 1 }, central: { crc: 1 } })],
  "stored with two sizes": () => [edit("a.pdf", { local: { size: 5 }, central: { size: 5 } })],
  "size smaller than the content": () => [
    edit("a.pdf", { deflate: true, local: { size: 3 }, central: { size: 3 } }),
  ],
  "size larger than the content": () => [
    edit("a.pdf", { deflate: true, local: { size: 3_000 }, central: { size: 3_000 } }),
  ],
  "packed size runs into the next file": () => [
    edit("a.pdf", { local: { packed: 400, size: 400 }, central: { packed: 400, size: 400 } }),
  ],
  "packed size runs out of the file": () => [
    edit("a.pdf", {
      local: { packed: 0x7fffffff, size: 0x7fffffff },
      central: { packed: 0x7fffffff, size: 0x7fffffff },
    }),
  ],
  "header of another file": () => [edit("b.txt", { central: { at: 0 } })],
  "header outside the file": () => [edit("b.txt", { central: { at: 0x7fffffff } })],
  "garbage in place of deflate": () => [edit("a.pdf", { deflate: true, packed: randomBytes(100) })],
  "garbage behind deflate": () => [
    edit("a.pdf", {
      deflate: true,
      packed: Buffer.concat([deflateRawSync(FILES["a.pdf"]), Buffer.from("ẩn")]),
    }),
  ],
  "deflate cut short": () => [
    edit("a.pdf", { deflate: true, packed: deflateRawSync(FILES["a.pdf"]).subarray(0, 5) }),
  ],
  bomb: () => [[...honest, { name: "bom", content: zeros(200_000_000), deflate: true }]],
  "bomb that lies about its size": () => [
    [
      ...honest,
      { name: "bom", packed: sharedStream, deflate: true, local: { size: 10 }, central: { size: 10 } },
    ],
  ],
  "bomb in a signature file": () => [
    [...honest, { name: "META-INF/signatures2.xml", content: zeros(100_000_000), deflate: true }],
  ],
  "bomb in the mimetype": () => [edit("mimetype", { content: zeros(100_000_000), deflate: true })],
  "bomb in the manifest": () => [
    edit("META-INF/manifest.xml", { content: zeros(100_000_000), deflate: true }),
  ],
  "many bombs in one stream": () => [
    [
      ...honest,
      ...Array.from({ length: 30 }, (_, i) => ({
        name: `bom${i}`,
        content: Buffer.from("x".repeat(40)),
        packed: sharedStream,
        deflate: true,
      })),
    ],
  ],
  "random bytes that unpack to much": () => [
    [
      ...honest,
      ...Array.from({ length: 6 }, (_, i) => ({
        name: `r${i}`,
        content: Buffer.concat([randomBytes(500_000), zeros(49_000_000)]),
        deflate: true,
      })),
    ],
  ],
  "2,000 files": () => [[...honest, ...Array.from({ length: 2_000 }, (_, i) => ({ name: `t${i}` }))]],
  "60 signature files": () => [
    [
      ...honest,
      ...Array.from({ length: 60 }, (_, i) => ({ name: `META-INF/signatures${i + 2}.xml`, content: "<a/>" })),
    ],
  ],
  "signature file of 50,000 elements, 30 times": () => [
    [
      ...honest,
      ...Array.from({ length: 30 }, (_, i) => ({
        name: `META-INF/signatures${i + 2}.xml`,
        content: `<a>${"<b/>".repeat(49_000)}</a>`,
      })),
    ],
  ],
  "mimetype alone": () => [[MIMETYPE]],
  "no signature": () => [without(SIGNATURE)],
  "signature without files": () => [
    honest.filter(({ name }) => name.startsWith("META") || name === "mimetype"),
  ],
  "signed file absent": () => [without("a.pdf")],
  "signed file empty": () => [edit("a.pdf", { content: "" })],
  "signed file changed": () => [edit("a.pdf", { content: "%PDF công vằn" })],
  "signed files exchanged": () => [
    honest.map((e) =>
      e.name === "a.pdf"
        ? { ...e, content: FILES["b.txt"] }
        : e.name === "b.txt"
          ? { ...e, content: FILES["a.pdf"] }
          : e,
    ),
  ],
  "signed file renamed": () => [edit("a.pdf", { name: "c.pdf" })],
  "signed file moved into a folder": () => [edit("a.pdf", { name: "x/a.pdf" })],
  "file added": () => [[...honest, { name: "thêm.pdf", content: "x" }]],
  "file added beside the signatures": () => [[...honest, { name: "META/x", content: "x" }]],
  "file added below meta-inf in small letters": () => [[...honest, { name: "meta-inf/x.pdf", content: "x" }]],
  "digest of another file": () => [
    edit(SIGNATURE, (x) =>
      x.replace(/URI="(a\.pdf|b\.txt)"/g, (_all, name) => `URI="${name === "a.pdf" ? "b.txt" : "a.pdf"}"`),
    ),
  ],
  "reference removed": () => [
    edit(SIGNATURE, (x) => x.replace(/<ds:Reference [^>]*URI="a.pdf".*?<\/ds:Reference>/s, "")),
  ],
  "reference to a way out": () => [edit(SIGNATURE, (x) => x.replace('URI="a.pdf"', 'URI="../a.pdf"'))],
  "reference to a scheme": () => [edit(SIGNATURE, (x) => x.replace('URI="a.pdf"', 'URI="file:///a.pdf"'))],
  "empty signature file": () => [edit(SIGNATURE, () => "")],
  "signature file without signature": () => [edit(SIGNATURE, () => "<a/>")],
  "signature file that is no XML": () => [edit(SIGNATURE, () => "%PDF")],
  "signature file with a document type": () => [
    edit(SIGNATURE, (x) => x.replace("<asic:", "<!DOCTYPE a><asic:")),
  ],
  "signature file with a comment": () => [
    edit(SIGNATURE, (x) => x.replace("<ds:KeyInfo>", "<!-- --><ds:KeyInfo>")),
  ],
  "signature value changed": () => [
    edit(SIGNATURE, (x) => x.replace(/(<ds:SignatureValue[^>]*>)..../, "$1AAAA")),
  ],
  "properties changed": () => [edit(SIGNATURE, (x) => x.replace("SigningTime>20", "SigningTime>19"))],
  "certificate removed": () => [edit(SIGNATURE, (x) => x.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, ""))],
  "CAdES file that is none": () => [
    [...honest, { name: "META-INF/signature1.p7s", content: randomBytes(300) }],
  ],
  "manifest that is none": () => [[...honest, { name: "META-INF/ASiCManifest1.xml", content: "<a/>" }]],
  "manifest of a missing signature": () => [
    [
      ...honest,
      {
        name: "META-INF/ASiCManifest1.xml",
        content:
          '<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><SigReference URI="META-INF/signature1.p7s"/><DataObjectReference URI="a.pdf"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue></DataObjectReference></ASiCManifest>',
      },
    ],
  ],
  "timestamp that is none": () => [
    [...honest, { name: "META-INF/timestamp.tst", content: randomBytes(300) }],
  ],
};

describe("hostile containers", () => {
  it("the honest one is valid, however often it is put together", async () => {
    expect((await verifyContainer(rawZip(honest), options)).status).toBe("valid-one");
  });

  it.each(Object.entries(HOSTILE))("%s", async (_name, make) => {
    const made = make();
    const container = Buffer.isBuffer(made) ? made : rawZip(...made);
    const cpuTime = cpuClock();
    const before = process.memoryUsage().rss;
    const verdict = await verifyContainer(container, options);
    expect(cpuTime()).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024);
    expect(["invalid", "unknown", "unsigned"]).toContain(verdict.status);
    expect(verdict.sentence.vi).not.toBe("");
    expect(verdict.problem ?? verdict.signatures.find((each) => !each.counts) ?? verdict.files).toBeDefined();
  });

  it("a signature of somebody nobody trusts over other content, put in beside the honest one", async () => {
    const signature = await signXades({
      content: { form: "detached", files: [] },
      signer: stranger.signer,
      level: "B-B",
    });
    const verdict = await verifyContainer(
      rawZip([...honest, { name: "META-INF/signatures2.xml", content: signature }]),
      options,
    );
    expect(verdict.status).toBe("unknown");
    expect(verdict.signatures.map(({ counts }) => counts)).toEqual([true, false]);
  });

  it("one changed byte never leaves a container valid with other files", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Buffer.from(bytes);
          changed.writeUInt8((changed[at] ?? 0) ^ flip, at);
          const verdict = await verifyContainer(changed, options);
          if (verdict.status !== "valid-one") return;
          expect(verdict.files.map(({ name, size }) => [name, size])).toEqual(
            Object.entries(FILES).map(([name, content]) => [name, content.length]),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
