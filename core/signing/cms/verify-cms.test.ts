import { hash, sign } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Asn1Node, childrenOf, der, encoded, oids, readWhole } from "../asn1/index.ts";
import { openOpensslBench } from "../testing/openssl.ts";
import { pem, testCertificate, testKey } from "../testing/test-certificates.ts";
import { type TestCmsInput, testCms } from "../testing/test-cms.ts";
import { type CmsResult, verifyCms } from "./index.ts";

const bench = openOpensslBench();
afterAll(() => bench.dispose());

const content = Buffer.from("Kính gửi: Ủy ban nhân dân huyện Đăk Hà");
const digester = (algorithm: string): Uint8Array => hash(algorithm, content, "buffer");
const person = testCertificate({ subject: "Nguyễn Văn An" });
const other = testCertificate({ subject: "Trần Thị Bình" });
const rsaPerson = testCertificate({ subject: "Lê Văn Cường", privateKey: testKey("rsa") });
const cms = (input: Partial<TestCmsInput> = {}): Uint8Array =>
  testCms({ identity: person, content, ...input });
const said = (result: CmsResult): string => (result.ok ? "ok" : `${result.subIndication} ${result.code}`);

describe("a signature is right", () => {
  it.each<[string, Partial<TestCmsInput>]>([
    ["as PAdES wants it", {}],
    ["with SHA-512", { hash: "sha512" }],
    ["with signed attributes in any order, as some vendors send them", { signedAttributes: "unsorted" }],
    [
      "with rsaEncryption as signature algorithm",
      { identity: rsaPerson, signatureAlgorithm: der.sequence(der.oid(oids.rsaEncryption), der.nullValue) },
    ],
    ["with RSASSA-PSS", { identity: rsaPerson, pss: true }],
    [
      "with other certificates before the signer's",
      { certificates: [other.certificate, person.certificate] },
    ],
    [
      "with a broken certificate beside the signer's",
      { certificates: [der.sequence(der.nullValue), person.certificate] },
    ],
  ])("%s", async (_, input) => {
    expect(said(await verifyCms(cms(input), digester))).toBe("ok");
  });

  it("with the zero padding of /Contents behind it", async () => {
    expect(said(await verifyCms(Buffer.concat([cms(), Buffer.alloc(1000)]), digester))).toBe("ok");
  });

  it("when openssl made it, with PKCS#1, PSS or a key identifier", async () => {
    const root = testCertificate({ subject: "Root", ca: true, privateKey: testKey("rsa") });
    bench.file("signer.pem", pem("CERTIFICATE", root.certificate));
    bench.file("signer.key", root.privateKey.export({ format: "pem", type: "pkcs8" }));
    bench.file("content", content);
    const common = [
      "cms",
      "-sign",
      "-binary",
      "-cades",
      "-md",
      "sha256",
      "-outform",
      "DER",
      "-in",
      "content",
    ];
    for (const extra of [[], ["-keyopt", "rsa_padding_mode:pss"], ["-keyid"]]) {
      bench.run(...common, "-signer", "signer.pem", "-inkey", "signer.key", "-out", "sig.der", ...extra);
      const bytes = Buffer.from(bench.run("base64", "-in", "sig.der"), "base64");
      expect(said(await verifyCms(bytes, digester)), extra.join(" ")).toBe("ok");
    }
  });
});

describe("BER from other vendors", () => {
  /** The outer `depth` levels with indefinite lengths; the set of certificates, three levels in, stays as it is. */
  const indefinite = (node: Asn1Node, depth: number, level = 0): Uint8Array => {
    const isCertificates = level === 3 && node.tag === 0xa0;
    if ((node.tag & 0x20) === 0 || level === depth || isCertificates) return encoded(node);
    const inner = childrenOf(node).map((child) => indefinite(child, depth, level + 1));
    return new Uint8Array(Buffer.concat([Uint8Array.of(node.tag, 0x80), ...inner, Uint8Array.of(0, 0)]));
  };

  it("indefinite lengths around the signed parts do not matter", async () => {
    for (const depth of [1, 2, 3, 4, 5]) {
      const bytes = indefinite(readWhole(cms()), depth);
      expect(
        said(await verifyCms(Buffer.concat([bytes, Buffer.alloc(64)]), digester)),
        `depth ${depth}`,
      ).toBe("ok");
    }
  });

  it("signed attributes are taken as received: another encoding of them is another text", async () => {
    expect(said(await verifyCms(indefinite(readWhole(cms()), 6), digester))).toMatch(/^SIG_CRYPTO_FAILURE /);
  });
});

describe("a signature is refused, and the reason has its own name", () => {
  const plain = (signature: Uint8Array): Uint8Array => {
    void signature;
    return sign("sha256", content, { key: person.privateKey, dsaEncoding: "ieee-p1363" });
  };
  it.each<[string, Partial<TestCmsInput>, string]>([
    ["two SignerInfos", { signerInfos: 2 }, "FORMAT_FAILURE cms.two-signers"],
    ["no SignerInfo", { signerInfos: 0 }, "FORMAT_FAILURE cms.no-signer"],
    ["no messageDigest", { without: [oids.messageDigest] }, "FORMAT_FAILURE cms.no-message-digest"],
    ["no contentType attribute", { without: [oids.contentType] }, "FORMAT_FAILURE cms.no-content-type"],
    ["no signed attributes", { signedAttributes: "none" }, "FORMAT_FAILURE cms.no-signed-attributes"],
    ["content of another type", { contentType: oids.timestampInfo }, "FORMAT_FAILURE cms.wrong-content-type"],
    ["content inside", { contentInside: content }, "FORMAT_FAILURE cms.not-detached"],
    [
      "messageDigest twice",
      { adding: [[oids.messageDigest, der.octetString(new Uint8Array(32))]] },
      "FORMAT_FAILURE asn1.bad-value",
    ],
    ["another digest", { content: Buffer.from("khác") }, "HASH_FAILURE cms.digest-differs"],
    [
      "digest and signature algorithms that differ",
      { hash: "sha256", digestOid: oids.sha512, content: Buffer.alloc(0) },
      "HASH_FAILURE cms.digest-differs",
    ],
    [
      "the signature of another key",
      { distort: (value) => value.map((byte, i) => (i > 11 && i < 20 ? byte ^ 1 : byte)) },
      "SIG_CRYPTO_FAILURE cms.signature-wrong",
    ],
    ["no certificates", { certificates: [] }, "NO_SIGNING_CERTIFICATE_FOUND cms.no-signing-certificate"],
    [
      "only foreign certificates",
      { certificates: [other.certificate] },
      "NO_SIGNING_CERTIFICATE_FOUND cms.no-signing-certificate",
    ],
    [
      "no signingCertificateV2",
      { without: [oids.signingCertificateV2] },
      "SIG_CONSTRAINTS_FAILURE cms.no-signing-certificate-reference",
    ],
    [
      "signingCertificateV2 of another certificate",
      { referenced: other.certificate },
      "SIG_CONSTRAINTS_FAILURE cms.other-signing-certificate",
    ],
    ["SHA-1", { hash: "sha1" }, "CRYPTO_CONSTRAINTS_FAILURE cms.algorithm-refused"],
    [
      "an unknown signature algorithm",
      { signatureAlgorithm: der.sequence(der.oid("1.2.3.4")) },
      "CRYPTO_CONSTRAINTS_FAILURE cms.algorithm-unsupported",
    ],
    ["an unknown hash", { digestOid: oids.md5 }, "CRYPTO_CONSTRAINTS_FAILURE cms.algorithm-unsupported"],
    [
      "the plain encoding of ECDSA",
      { distort: plain },
      "CRYPTO_CONSTRAINTS_FAILURE cms.algorithm-unsupported",
    ],
    [
      "PSS with parameters of two hashes",
      {
        identity: rsaPerson,
        pss: true,
        signatureAlgorithm: der.sequence(
          der.oid(oids.rsaPss),
          der.sequence(der.context(0, der.sequence(der.oid(oids.sha256)))),
        ),
      },
      "CRYPTO_CONSTRAINTS_FAILURE cms.algorithm-unsupported",
    ],
  ])("%s", async (_, input, expected) => {
    expect(said(await verifyCms(cms(input), digester))).toBe(expected);
  });

  it("a key shorter than the policy allows, though it is cryptographically right", async () => {
    const weak = testCertificate({ subject: "Weak", privateKey: testKey("rsa1024") });
    const result = await verifyCms(cms({ identity: weak, certificates: [weak.certificate] }), digester);
    expect(said(result)).toBe("CRYPTO_CONSTRAINTS_FAILURE cms.algorithm-refused");
    expect(!result.ok && result.cryptographicallyIntact).toBe(true);
  });

  it("SHA-1 is right cryptographically, and counted while it was allowed", async () => {
    const result = await verifyCms(cms({ hash: "sha1" }), digester);
    expect(!result.ok && result.cryptographicallyIntact).toBe(true);
    const then = await verifyCms(cms({ hash: "sha1" }), digester, { at: new Date("2008-06-01T00:00:00Z") });
    expect(said(then)).toBe("ok");
  });

  it("a signature algorithm of another hash than the digest", async () => {
    const mixed = cms({ digestOid: oids.sha512, adding: [], without: [] });
    const result = await verifyCms(mixed, () => hash("sha256", content, "buffer"));
    expect(said(result)).toBe("FORMAT_FAILURE cms.algorithms-differ");
  });

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["zeros", new Uint8Array(100)],
    ["another structure", der.sequence(der.oid(oids.data), der.context(0, der.octetString(content)))],
    ["a certificate", person.certificate],
    ["rubbish behind it", Buffer.concat([cms(), Buffer.from("x")])],
    ["half of it", cms().subarray(0, 300)],
  ])("%s is FORMAT_FAILURE", async (_, bytes) => {
    expect(said(await verifyCms(bytes, digester))).toMatch(/^FORMAT_FAILURE /);
  });
});

describe("no single changed bit passes", () => {
  const whole = cms();

  it("in the signed attributes, the signature, the certificate or the structure around them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
        const changed = Uint8Array.from(whole);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const result = await verifyCms(changed, digester);
        if (!result.ok) return;
        // What the signature does not cover may change without harm: version numbers, the list of digest algorithms,
        // NULL parameters. What it means must be the same.
        expect(result.signer.fingerprint).toBe(hash("sha256", person.certificate, "hex"));
        expect(result.signatureAlgorithm).toBe("ecdsa-sha256");
        expect(result.timestampTokens).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it("and any bytes at all give a result, never an exception", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await verifyCms(bytes, digester)).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
