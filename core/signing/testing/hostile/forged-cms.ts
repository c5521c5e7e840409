import { der, oids } from "../../asn1/index.ts";
import type { TestCmsInput } from "../test-cms.ts";
import { createTestPki } from "../test-pki.ts";
import { type Expected, type HostileFile, type HostileWorld, hostile } from "./hostile-file.ts";
import { letterObjects, rawPdf, signRaw } from "./raw-pdf.ts";

/** Files whose CMS is not what PAdES asks for, or was made to exhaust its reader (RFC 5652, X.690). */
export function forgedCms(world: HostileWorld): HostileFile[] {
  const { pki, signer, other, chain } = world;
  const base = rawPdf(letterObjects());
  const format: Expected = { sub: "FORMAT_FAILURE" };
  const made = (name: string, cms: Partial<TestCmsInput>, expected?: Expected): HostileFile =>
    hostile(`CMS: ${name}`, signRaw(base, { identity: signer, certificates: chain, cms }), expected);
  const bent = (name: string, distort: (cms: Uint8Array) => Uint8Array, expected?: Expected): HostileFile =>
    hostile(`CMS: ${name}`, signRaw(base, { identity: signer, certificates: chain, distort }), expected);
  const stranger = createTestPki();
  const strange = stranger.issue({ commonName: "Nguyễn Văn Ứng", key: "ec" }).identity;
  const expired = pki.issue({ commonName: "Hết hạn", notAfter: new Date("2021-01-01T00:00:00Z") }).identity;
  return [
    made("two SignerInfos", { signerInfos: 2 }, format),
    made("ten SignerInfos", { signerInfos: 10 }, format),
    made("no SignerInfo", { signerInfos: 0 }, format),
    made("no messageDigest", { without: [oids.messageDigest] }, format),
    made("no contentType", { without: [oids.contentType] }, format),
    made(
      "no signingCertificateV2",
      { without: [oids.signingCertificateV2] },
      { sub: "SIG_CONSTRAINTS_FAILURE" },
    ),
    made(
      "signingCertificateV2 of another certificate",
      { referenced: other.certificate },
      { sub: "SIG_CONSTRAINTS_FAILURE" },
    ),
    made("no signed attributes", { signedAttributes: "none" }, format),
    made(
      "messageDigest twice",
      { adding: [[oids.messageDigest, der.octetString(Buffer.alloc(32))]] },
      format,
    ),
    made("contentType twice", { adding: [[oids.contentType, der.oid(oids.data)]] }, format),
    made("signingCertificateV2 twice", { adding: [[oids.signingCertificateV2, der.sequence()]] }),
    made("SHA-1", { hash: "sha1" }, { sub: "CRYPTO_CONSTRAINTS_FAILURE" }),
    made("MD5", { digestOid: "1.2.840.113549.2.5" }),
    made("an unknown digest", { digestOid: "1.2.3.4.5" }),
    made("SHA-512 announced for a SHA-256 digest", { digestOid: oids.sha512 }),
    made("no certificate", { certificates: [] }, { sub: "NO_SIGNING_CERTIFICATE_FOUND" }),
    made(
      "another person's certificate only",
      { certificates: [other.certificate] },
      { sub: "NO_SIGNING_CERTIFICATE_FOUND" },
    ),
    made("content of another type", { contentType: "1.2.840.113549.1.7.5" }, format),
    made("content inside", { contentInside: Buffer.from("khac") }, format),
    made("the content of another file", { content: Buffer.from("khac") }, { sub: "HASH_FAILURE" }),
    made("a signature algorithm of another family", {
      signatureAlgorithm: der.sequence(der.oid(oids.sha256WithRsa), der.nullValue),
    }),
    made("an unknown signature algorithm", { signatureAlgorithm: der.sequence(der.oid("1.2.3.4")) }),
    made("parameters in the signature algorithm", {
      signatureAlgorithm: der.sequence(der.oid(oids.ecdsaWithSha256), der.integer(1)),
    }),
    made("a signature value of zeros", { distort: (value) => new Uint8Array(value.length) }),
    made("an empty signature value", { distort: () => new Uint8Array(0) }),
    made("a signature value of r = s = 0", { distort: () => der.sequence(der.integer(0), der.integer(0)) }),
    made("a signature value in the plain form", { distort: () => Buffer.alloc(64, 1) }),
    made(
      "one bit of the signature value",
      { distort: (value) => value.map((byte, i) => (i === value.length - 1 ? byte ^ 1 : byte)) },
      { sub: "SIG_CRYPTO_FAILURE" },
    ),
    hostile(
      "CMS: a namesake from another authority",
      signRaw(base, { identity: strange, certificates: [strange.certificate, stranger.sub.certificate] }),
      { sub: "NO_CERTIFICATE_CHAIN_FOUND" },
    ),
    hostile(
      "CMS: an expired certificate without timestamp",
      signRaw(base, { identity: expired, certificates: [expired.certificate, pki.sub.certificate] }),
      { sub: "OUT_OF_BOUNDS_NO_POE" },
    ),
    hostile(
      "CMS: a certificate authority as signer",
      signRaw(base, { identity: pki.sub, certificates: [pki.sub.certificate] }),
    ),
    bent("something else", () => Buffer.from("not a CMS"), format),
    bent("empty", () => new Uint8Array(0)),
    bent("an empty sequence", () => der.sequence(), format),
    bent("cut in half", (cms) => cms.subarray(0, cms.length / 2), format),
    bent(
      "a length of four gigabytes",
      (cms) => Buffer.concat([Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff), cms.subarray(4)]),
      format,
    ),
    bent(
      "a length of sixteen octets",
      (cms) => Buffer.concat([Buffer.of(0x30, 0x90), Buffer.alloc(16, 0xff), cms.subarray(4)]),
      format,
    ),
    bent(
      "nested 2,000 levels deep",
      () => Buffer.concat(Array.from({ length: 2000 }, () => Buffer.of(0x30, 0x80))),
      format,
    ),
    bent("an indefinite length cut short", (cms) =>
      Buffer.concat([Buffer.of(0x30, 0x80), cms.subarray(4, cms.length - 9)]),
    ),
    bent("bytes behind it", (cms) => Buffer.concat([cms, Buffer.of(1, 2, 3)])),
    bent("another element behind it", (cms) => Buffer.concat([cms, der.sequence(der.integer(7))])),
    bent("two of them", (cms) => Buffer.concat([cms, cms])),
    bent(
      "a tag of more than one octet",
      (cms) => Buffer.concat([Buffer.of(0x3f, 0x81, 0x01), cms.subarray(1)]),
      format,
    ),
  ];
}
