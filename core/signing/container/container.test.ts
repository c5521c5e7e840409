import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ByteSource, memorySource } from "../pdf/source.ts";
import { pem } from "../testing/test-certificates.ts";
import { createTestPki } from "../testing/test-pki.ts";
import { signContainer } from "./sign-container.ts";
import { rawZip } from "./testing/raw-zip.ts";
import { verifyContainer } from "./verify-container.ts";
import { writeContainer } from "./write-container.ts";

const pki = createTestPki();
const person = pki.issue({ commonName: "Nguyễn Văn Ứng", key: "rsa" });
const organisation = pki.issue({ commonName: "Sở Nội vụ", role: "organisation" });
const options = { trust: pki.trust, revocation: pki.allGood };
const folder = mkdtempSync(join(tmpdir(), "asic-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LETTER = Buffer.from("%PDF-1.7 công văn");
const TABLE = randomBytes(3_000_000);
const inputs = [
  { name: "công văn.pdf", content: LETTER, mimeType: "application/pdf" },
  { name: "phụ lục/bảng kê.bin", content: TABLE, mimeType: "application/octet-stream" },
];
const whole = (source: ByteSource) => Buffer.from(source.read(0, source.length));
const request = { signer: person.signer, level: "B-B" } as const;
const verify = (bytes: Uint8Array | ByteSource) => verifyContainer(bytes, options);
// Info-ZIP writes names in the encoding of the locale.
const env = { ...process.env, LC_ALL: "C.UTF-8" };
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
let signed: Buffer;

beforeAll(async () => {
  signed = whole(await signContainer(await writeContainer(inputs), request));
});

describe("an ASiC-E container (ETSI EN 319 162-1)", () => {
  it("has the mimetype first, stored, without extra field", async () => {
    expect(signed.subarray(30, 38).toString()).toBe("mimetype");
    expect(signed.subarray(38, 69).toString()).toBe("application/vnd.etsi.asic-e+zip");
    expect(signed.readUInt16LE(8)).toBe(0);
    expect(signed.readUInt16LE(28)).toBe(0);
  });

  it("is a sound zip for unzip and zipinfo", () => {
    writeFileSync(join(folder, "a.asice"), signed);
    expect(run("unzip", "-t", "a.asice")).toContain("No errors detected");
    expect(run("zipinfo", "-1", "a.asice").trim().split("\n")).toEqual([
      "mimetype",
      "công văn.pdf",
      "phụ lục/bảng kê.bin",
      "META-INF/manifest.xml",
      "META-INF/signatures1.xml",
    ]);
  });

  it("xmlsec1 finds the signature right for the unpacked files", () => {
    writeFileSync(join(folder, "a.asice"), signed);
    run("unzip", "-oq", "a.asice");
    writeFileSync(join(folder, "root.pem"), pem("CERTIFICATE", pki.root.certificate));
    const judge = () =>
      run(
        "xmlsec1",
        "--verify",
        "--trusted-pem",
        "root.pem",
        "--id-attr:Id",
        "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
        "META-INF/signatures1.xml",
      );
    expect(judge).not.toThrow();
    writeFileSync(join(folder, "công văn.pdf"), "khác");
    expect(judge).toThrow();
  });

  it("tells who signed which file", async () => {
    const verdict = await verify(signed);
    expect(verdict).toMatchObject({
      format: "asic-e",
      status: "valid-one",
      warnings: [],
      problem: undefined,
    });
    expect(verdict.signatures[0]).toMatchObject({
      fieldName: "META-INF/signatures1.xml",
      form: "xades",
      indication: "TOTAL_PASSED",
      coverage: { kind: "whole" },
      files: inputs.map(({ name }) => name),
    });
    expect(verdict.files).toEqual(
      inputs.map(({ name, content, mimeType }) => ({
        name,
        size: content.length,
        mediaType: mimeType,
        signedBy: ["META-INF/signatures1.xml"],
      })),
    );
    expect(verdict.signatures[0]?.sentence.vi).toBe(
      "Chữ ký của Nguyễn Văn Ứng hợp lệ và bảo vệ mọi tệp trong gói.",
    );
  });

  it("a second and third signature leave the first ones and every byte before them as they were", async () => {
    const timestampAuthority = pki.timestampAuthority();
    const second = { signer: organisation.signer, level: "B-T", timestampAuthority } as const;
    const both = whole(await signContainer(signed, second));
    const third = whole(await signContainer(both, request));
    const directory = signed.readUInt32LE(signed.length - 6);
    expect(third.subarray(0, directory).equals(signed.subarray(0, directory))).toBe(true);
    const verdict = await verify(third);
    expect(verdict.status).toBe("valid-both");
    expect(verdict.signatures.map(({ counts, level }) => [counts, level])).toEqual([
      [true, "B-B"],
      [true, "B-T"],
      [true, "B-B"],
    ]);
  });

  it("a signature over some of the files leaves the others unsigned, and that is said", async () => {
    const part = await signContainer(await writeContainer(inputs), { ...request, files: ["công văn.pdf"] });
    const verdict = await verify(part);
    expect(verdict.status).toBe("invalid");
    expect(verdict.sentence.vi).toBe(
      "Tệp “phụ lục/bảng kê.bin” trong gói không được chữ ký hợp lệ nào bảo vệ.",
    );
    expect(verdict.signatures[0]?.sentence.vi).toContain("bảo vệ 1 trong 2 tệp");
    const rest = { signer: organisation.signer, level: "B-B", files: ["phụ lục/bảng kê.bin"] } as const;
    const mended = await verify(await signContainer(part, rest));
    expect(mended.status).toBe("valid-one");
  });

  it("names the file that was changed", async () => {
    const changed = Buffer.from(signed);
    const at = changed.indexOf("%PDF-1.7");
    changed.write("%PDF-1.6", at, "latin1");
    expect(await verify(changed)).toMatchObject({
      status: "invalid",
      problem: { code: "container.corrupt" },
    });
    const honest = rawZip(await unpacked(signed));
    expect((await verify(honest)).status).toBe("valid-one");
    const entries = await unpacked(signed);
    const forged = rawZip(
      entries.map((e) => (e.name === "công văn.pdf" ? { ...e, content: "%PDF-1.7 công văn!" } : e)),
    );
    const verdict = await verify(forged);
    expect(verdict.status).toBe("invalid");
    expect(verdict.sentence.vi).toBe(
      "Chữ ký của Nguyễn Văn Ứng không hợp lệ: tệp “công văn.pdf” đã bị thay đổi sau khi ký.",
    );
  });

  it("revocation that cannot be asked is undecided, never valid", async () => {
    const verdict = await verifyContainer(signed, { trust: pki.trust, offline: true });
    expect(verdict).toMatchObject({
      status: "unknown",
      signatures: [{ subIndication: "TRY_LATER", counts: false }],
    });
  });

  it("compressed entries and descriptors, as other software writes them, are read", async () => {
    const entries = (await unpacked(signed)).map((e, i) => ({
      ...e,
      deflate: i % 2 === 1,
      descriptor: i > 1,
    }));
    expect((await verify(rawZip(entries))).status).toBe("valid-one");
  });

  it("a mimetype that is missing, wrong or misplaced is warned about", async () => {
    const [mimetype, ...rest] = await unpacked(signed);
    if (mimetype === undefined) throw new Error("no mimetype");
    const cases = {
      "container.no-mimetype": rawZip(rest),
      "container.wrong-mimetype": rawZip([{ ...mimetype, content: "application/zip" }, ...rest]),
      "container.mimetype-place": rawZip([...rest, mimetype]),
    };
    for (const [code, bytes] of Object.entries(cases))
      expect(await verify(bytes)).toMatchObject({ status: "valid-one", warnings: [code] });
    const deflated = rawZip([{ ...mimetype, deflate: true }, ...rest]);
    expect((await verify(deflated)).warnings).toEqual(["container.mimetype-place"]);
  });

  it("a file of 100 MB goes through without being held", async () => {
    const block = randomBytes(1024 * 1024);
    let largest = 0;
    const content: ByteSource = {
      length: 100 * block.length,
      read(start, end) {
        largest = Math.max(largest, end - start);
        return Buffer.alloc(end - start, block[Math.floor(start / block.length) % block.length]);
      },
    };
    const container = await writeContainer([{ name: "lớn.bin", content, mimeType: "video/mp4" }]);
    const verdict = await verify(await signContainer(container, request));
    expect(verdict.status).toBe("valid-one");
    expect(largest).toBeLessThanOrEqual(2 * block.length);
  });
});

describe("containers of other makers", () => {
  const openssl = (name: string, content: Buffer) => {
    writeFileSync(join(folder, name), content);
    const key = person.identity.privateKey.export({ format: "pem", type: "pkcs8" });
    writeFileSync(join(folder, "key.pem"), key);
    writeFileSync(join(folder, "cert.pem"), pem("CERTIFICATE", person.identity.certificate));
    writeFileSync(join(folder, "sub.pem"), pem("CERTIFICATE", pki.sub.certificate));
    const what = ["-binary", "-cades", "-md", "sha256", "-outform", "DER", "-out", `${name}.p7s`];
    const keys = ["-signer", "cert.pem", "-inkey", "key.pem", "-certfile", "sub.pem"];
    run("/usr/bin/openssl", "cms", "-sign", "-in", name, ...keys, ...what);
    return readFileSync(join(folder, `${name}.p7s`));
  };
  const manifest = (signature: string, files: Record<string, Buffer>) =>
    Buffer.from(
      `<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><SigReference URI="${signature}"/>` +
        Object.entries(files)
          .map(
            ([name, content]) =>
              `<DataObjectReference URI="${encodeURI(name)}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>` +
              `<ds:DigestValue>${createHash("sha256").update(content).digest("base64")}</ds:DigestValue></DataObjectReference>`,
          )
          .join("") +
        "</ASiCManifest>",
    );
  const E = { name: "mimetype", content: "application/vnd.etsi.asic-e+zip" };
  const S = { name: "mimetype", content: "application/vnd.etsi.asic-s+zip" };

  it("ASiC-E with a manifest and a CAdES signature by openssl", async () => {
    const list = manifest("META-INF/signature1.p7s", { "công văn.pdf": LETTER });
    const file = { name: "công văn.pdf", content: LETTER };
    const meta = [
      { name: "META-INF/ASiCManifest1.xml", content: list },
      { name: "META-INF/signature1.p7s", content: openssl("manifest.xml", list) },
    ];
    const verdict = await verify(rawZip([E, file, ...meta]));
    expect(verdict).toMatchObject({
      format: "asic-e",
      status: "valid-one",
      signatures: [
        { form: "cades", counts: true, files: ["công văn.pdf"], signer: { name: "Nguyễn Văn Ứng" } },
      ],
    });
    const changed = await verify(rawZip([E, { ...file, content: "khác" }, ...meta]));
    expect(changed).toMatchObject({
      status: "invalid",
      signatures: [{ subIndication: "HASH_FAILURE", files: [] }],
    });
    expect(changed.sentence.vi).toContain("“công văn.pdf” đã bị thay đổi");
    const absent = await verify(rawZip([E, { name: "khác.pdf", content: "x" }, ...meta]));
    expect(absent).toMatchObject({
      status: "unknown",
      signatures: [{ subIndication: "SIGNED_DATA_NOT_FOUND" }],
    });
    const added = await verify(rawZip([E, file, { name: "thêm.pdf", content: "x" }, ...meta]));
    expect(added).toMatchObject({
      status: "invalid",
      signatures: [{ counts: true, coverage: { kind: "part" } }],
    });
    const other = await verify(
      rawZip([
        E,
        file,
        { ...meta[0], name: "META-INF/ASiCManifest1.xml", content: `${list} ` },
        ...meta.slice(1),
      ]),
    );
    expect(other).toMatchObject({ status: "invalid", signatures: [{ subIndication: "HASH_FAILURE" }] });
  });

  it("ASiC-S with a CAdES signature", async () => {
    const p7s = { name: "META-INF/signature.p7s", content: openssl("data.bin", TABLE) };
    const verdict = await verify(rawZip([S, { name: "data.bin", content: TABLE }, p7s]));
    expect(verdict).toMatchObject({
      format: "asic-s",
      status: "valid-one",
      signatures: [{ form: "cades", counts: true }],
    });
    const two = await verify(
      rawZip([S, { name: "data.bin", content: TABLE }, { name: "b", content: "x" }, p7s]),
    );
    expect(two).toMatchObject({
      status: "invalid",
      signatures: [{ failedCheck: "container.signature-without-manifest" }],
    });
    const changed = await verify(rawZip([S, { name: "data.bin", content: LETTER }, p7s]));
    expect(changed).toMatchObject({ status: "invalid", signatures: [{ subIndication: "HASH_FAILURE" }] });
  });

  it("timestamps alone prove a time and are no signature", async () => {
    const authority = pki.timestampAuthority();
    const token = Buffer.from(await authority.timestamp(createHash("sha256").update(LETTER).digest()));
    const file = { name: "a.pdf", content: LETTER };
    const simple = await verify(rawZip([S, file, { name: "META-INF/timestamp.tst", content: token }]));
    expect(simple).toMatchObject({
      status: "unsigned",
      signatures: [
        { kind: "document-timestamp", form: "timestamp", indication: "TOTAL_PASSED", files: ["a.pdf"] },
      ],
    });
    const list = manifest("META-INF/timestamp1.tst", { "a.pdf": LETTER });
    const stamp = Buffer.from(await authority.timestamp(createHash("sha256").update(list).digest()));
    const meta = [
      { name: "META-INF/ASiCManifest1.xml", content: list },
      { name: "META-INF/timestamp1.tst", content: stamp },
    ];
    expect(await verify(rawZip([E, file, ...meta]))).toMatchObject({
      signatures: [{ indication: "TOTAL_PASSED" }],
    });
    const wrong = await verify(
      rawZip([S, { ...file, content: "x" }, { name: "META-INF/timestamp.tst", content: token }]),
    );
    expect(wrong.signatures[0]).toMatchObject({ counts: false });
  });
});

describe("what is not written", () => {
  it.each(["../a", "/a", "a//b", "mimetype", "META-INF/x", "a\\b", "C:a", "a/", "", "a\u202eb", "x/../../y"])(
    "the name %j",
    async (name) => {
      await expect(writeContainer([{ name, content: LETTER, mimeType: "x/y" }])).rejects.toMatchObject({
        code: "container.name",
      });
    },
  );
  it("two names that are one on some system, and nothing at all", async () => {
    const file = { content: memorySource(LETTER), mimeType: "x/y" };
    const same = [
      { ...file, name: "Thư.pdf" },
      { ...file, name: "thư.pdf".normalize("NFD") },
    ];
    await expect(writeContainer(same)).rejects.toMatchObject({ code: "container.duplicate-entry" });
    await expect(writeContainer([])).rejects.toMatchObject({ code: "container.no-files" });
  });
  it("a signature over files that are not there, or into a broken container", async () => {
    await expect(signContainer(signed, { ...request, files: ["khác"] })).rejects.toMatchObject({
      code: "container.no-files",
    });
    await expect(signContainer(signed.subarray(0, -9), request)).rejects.toMatchObject({
      code: "container.zip-structure",
    });
    await expect(signContainer(LETTER, request)).rejects.toMatchObject({ code: "container.not-a-zip" });
  });
});

/** The entries of a container of ours, by unzip. */
async function unpacked(bytes: Buffer): Promise<{ name: string; content: Buffer }[]> {
  writeFileSync(join(folder, "u.asice"), bytes);
  const names = run("zipinfo", "-1", "u.asice").trim().split("\n");
  return names.map((name) => ({
    name,
    content: execFileSync("unzip", ["-p", "u.asice", name], { cwd: folder, env, maxBuffer: 1 << 28 }),
  }));
}
