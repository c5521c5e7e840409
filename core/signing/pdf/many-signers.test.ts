import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  attachedDocumentAppearance,
  copyAppearance,
  leaderAppearance,
  organisationAppearance,
} from "../appearance/official-appearance.ts";
import { oids } from "../asn1/index.ts";
import { pdfsig, qpdfCheck, qpdfRewrite } from "../testing/judges.ts";
import { openOpensslBench } from "../testing/openssl.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { pem } from "../testing/test-certificates.ts";
import { createTestPki } from "../testing/test-pki.ts";
import { BLUE, RED } from "../testing/world.ts";
import { verifyPdf } from "../verification/index.ts";
import { openPdf } from "./document.ts";
import { listFields } from "./fields.ts";
import { nameOf, PdfString } from "./objects.ts";
import type { SignatureRequest } from "./plan-signature.ts";
import { prepareSigning, signPdf } from "./sign-pdf.ts";
import { checkCoverage } from "./signature-coverage.ts";

const bench = openOpensslBench();
afterAll(() => bench.dispose());
const pki = createTestPki("rsa");
const timestampAuthority = pki.timestampAuthority();
const KINDS = ["rsa", "rsa3072", "ec", "p384"] as const;
const signers = Object.fromEntries(
  KINDS.map((key) => [key, pki.issue({ commonName: `Người ký ${key}`, key }).signer] as const),
);
const signedAt = new Date("2026-03-05T01:15:30Z");
let letter: Buffer;

beforeAll(async () => {
  letter = await samplePdf();
});

function requestOf(key: string, level: "B-B" | "B-T"): SignatureRequest {
  const signer = signers[key];
  if (signer === undefined) throw new Error(`no signer ${key}`);
  return { signer, signedAt, level, ...(level === "B-T" ? { timestampAuthority } : {}) };
}

const verdictOf = (pdf: Uint8Array) => verifyPdf(pdf, { trust: pki.trust, revocation: pki.allGood });

/** Signature dictionary, CMS and signed bytes of the only signature of a file. */
function taken(pdf: Uint8Array) {
  const document = openPdf(pdf);
  const dict = document.latest.dict(listFields(document.latest)[0]?.value);
  if (dict === undefined) throw new Error("no signature");
  const coverage = checkCoverage(document, dict);
  if (!coverage.ok) throw new Error(coverage.detail);
  const content = Buffer.concat(coverage.ranges.map(([start, end]) => pdf.subarray(start, end)));
  return { dict, cms: coverage.contents, content };
}

describe.each(KINDS)("a signature with a key of kind %s", (key) => {
  it.each(["B-B", "B-T"] as const)(
    "at level %s satisfies openssl, pdfsig and our own verifier",
    async (level) => {
      const signed = await signPdf(letter, requestOf(key, level));
      const { cms, content } = taken(signed);
      bench.file("root.pem", pem("CERTIFICATE", pki.root.certificate));
      bench.file("content", content);
      const judged = bench.say(
        ...[
          "cms",
          "-verify",
          "-binary",
          "-inform",
          "DER",
          "-in",
          bench.file("sig.der", cms),
          "-content",
          "content",
        ],
        ...["-CAfile", "root.pem", "-purpose", "any", "-cades", "-out", "out"],
      );
      expect(judged.text).toMatch(/Verification successful/);
      expect(pdfsig(signed)).toMatchObject({ found: 1, valid: 1 });
      expect((await verdictOf(signed)).signatures).toMatchObject([
        { counts: true, time: { source: level === "B-T" ? "signature-timestamp" : "claimed" } },
      ]);
    },
  );

  it("keeps every rule of PAdES baseline (EN 319 142-1 section 6.3)", async () => {
    const signed = await signPdf(letter, { ...requestOf(key, "B-T"), reason: "Ban hành" });
    const { dict, cms } = taken(signed);
    expect([...dict.map.keys()].sort()).toEqual(
      ["ByteRange", "Contents", "Filter", "M", "Reason", "SubFilter", "Type"].sort(),
    );
    expect([dict.get("Type"), dict.get("Filter"), dict.get("SubFilter")].map(nameOf)).toEqual([
      "Sig",
      "Adobe.PPKLite",
      "ETSI.CAdES.detached",
    ]);
    const claimed = dict.get("M");
    expect(claimed instanceof PdfString && claimed.text).toBe("D:20260305081530+07'00'");
    const printed = bench.run("cms", "-cmsout", "-print", "-inform", "DER", "-in", bench.file("p.der", cms));
    const [beforeSigners = "", signerInfo = "", ...more] = printed.split(/^\s+signerInfos:/m);
    expect(more).toEqual([]);
    expect(signerInfo.match(/^\s+d\.issuerAndSerialNumber:/gm)).toHaveLength(1);
    const [signedPart = "", unsignedPart = ""] = signerInfo.split("unsignedAttrs");
    const objects = (text: string) =>
      [...text.matchAll(/^ {12}object: (?:undefined \((\S+)\)|(\S+))/gm)].map(
        (match) => match[1] ?? match[2],
      );
    const expected = ["contentType", "messageDigest", "id-smime-aa-signingCertificateV2", oids.signedPages];
    expect(objects(signedPart).sort()).toEqual(expected.sort());
    expect(objects(unsignedPart)).toEqual(["id-smime-aa-timeStampToken"]);
    expect(signedPart).not.toContain("signingTime");
    expect(beforeSigners).toMatch(/eContent: <ABSENT>/);
    expect(beforeSigners).toMatch(/version: 1/);
    const algorithm = {
      rsa: /sha256WithRSAEncryption[^\n]*\s+parameter: NULL/,
      rsa3072: /sha256WithRSAEncryption[^\n]*\s+parameter: NULL/,
      ec: /ecdsa-with-SHA256[^\n]*\s+parameter: <ABSENT>/,
      p384: /ecdsa-with-SHA384[^\n]*\s+parameter: <ABSENT>/,
    }[key];
    expect(signedPart).toMatch(algorithm);
    bench.run("cms", "-cmsout", "-inform", "DER", "-outform", "DER", "-in", "p.der", "-out", "again.der");
    // DER throughout: openssl, which sorts sets and shortens lengths, writes the very same bytes.
    expect(bench.run("dgst", "-sha256", "-r", "again.der").slice(0, 64)).toBe(
      bench.run("dgst", "-sha256", "-r", "p.der").slice(0, 64),
    );
  });

  it("many from one layout: each verifies by itself", async () => {
    const prepared = await prepareSigning(letter, requestOf(key, "B-B"));
    for (const minute of [1, 2, 3]) {
      const signed = await prepared.sign(new Date(signedAt.getTime() + minute * 60_000));
      expect((await verdictOf(signed)).signatures).toMatchObject([{ counts: true }]);
    }
  });
});

describe("two to ten signers on one file", () => {
  it.each([
    ["a cross-reference table", (pdf: Buffer) => pdf],
    ["cross-reference streams", (pdf: Buffer) => qpdfRewrite(pdf, "--object-streams=generate")],
  ])("with %s: every earlier signature stays valid after each step", async (_, make) => {
    let pdf: Uint8Array = make(letter);
    const looks = [
      (now: Uint8Array) => leaderAppearance(now, { signerName: "Nguyễn Văn Ứng", image: BLUE }),
      (now: Uint8Array) => organisationAppearance(now, { image: RED }),
      () => undefined,
      (now: Uint8Array) => attachedDocumentAppearance(now, { codeNotation: "15/QĐ-UBND", signedAt }),
      (now: Uint8Array) =>
        copyAppearance(now, { form: "sao-y", organisationName: "UBND tỉnh Kon Tum", signedAt }),
    ];
    for (let count = 1; count <= 10; count += 1) {
      const key = KINDS[count % KINDS.length] ?? "rsa";
      const appearance = looks[(count - 1) % looks.length]?.(pdf);
      const before = pdf;
      pdf = await signPdf(pdf, {
        ...requestOf(key, count % 2 === 0 ? "B-B" : "B-T"),
        ...(appearance === undefined ? {} : { appearance }),
      });
      expect(Buffer.from(pdf).subarray(0, before.length).equals(before)).toBe(true);
      expect(pdf.length - before.length).toBeLessThan(25_000);
      const verdict = await verdictOf(pdf);
      expect(verdict.signatures.map((s) => [s.indication, s.counts])).toEqual(
        Array.from({ length: count }, () => ["TOTAL_PASSED", true]),
      );
      expect(pdfsig(pdf)).toMatchObject({ found: count, valid: count });
    }
    expect(qpdfCheck(pdf)).toBe("");
  });
});

describe("room for the signature", () => {
  it("is what the signer needs, and with a timestamp what its authority's tokens measured", async () => {
    const added = async (level: "B-B" | "B-T", authority = timestampAuthority) =>
      (
        await signPdf(letter, {
          ...requestOf("rsa", level),
          ...(level === "B-T" ? { timestampAuthority: authority } : {}),
        })
      ).length - letter.length;
    expect(await added("B-B")).toBeLessThan(6000);
    const fresh = pki.timestampAuthority();
    const first = await added("B-T", fresh);
    const later = await added("B-T", fresh);
    expect(first).toBeLessThan(20_000);
    expect(later).toBeLessThan(first);
  });

  it("grows by itself when a token is longer than expected", async () => {
    const { signer } = requestOf("rsa", "B-T");
    const long = {
      timestamp: async (imprint: Uint8Array) => withCertificates(await timestampAuthority.timestamp(imprint)),
    };
    const signed = await signPdf(letter, { signer, signedAt, level: "B-T", timestampAuthority: long });
    expect(taken(signed).cms.length).toBeGreaterThan(9000);
    expect(pdfsig(signed)).toMatchObject({ found: 1, valid: 1 });
  });

  it("is not asked for twice of a signer who answers only once", async () => {
    let asked = 0;
    const { signer } = requestOf("rsa", "B-T");
    const once = {
      ...signer,
      oneTime: true as const,
      sign(bytes: Uint8Array) {
        asked += 1;
        return signer.sign(bytes);
      },
    };
    const endless = { timestamp: async () => Buffer.alloc(20_000, 1) };
    await expect(
      signPdf(letter, { signer: once, signedAt, level: "B-T", timestampAuthority: endless }),
    ).rejects.toMatchObject({ code: "pdf.signature-too-large" });
    expect(asked).toBe(1);
  });
});

/** A token as it is when its authority sends a long chain: only its length matters here. */
function withCertificates(token: Uint8Array): Uint8Array {
  const filler = Buffer.alloc(9000, 0);
  const header = Buffer.from([0x30, 0x84, 0, 0, 0, 0]);
  header.writeUInt32BE(token.length + 6 + filler.length, 2);
  const wrapped = Buffer.from([0x04, 0x84, 0, 0, 0, 0]);
  wrapped.writeUInt32BE(filler.length, 2);
  return Buffer.concat([header, token, wrapped, filler]);
}
