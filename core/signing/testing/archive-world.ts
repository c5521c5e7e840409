import { der, oids } from "../asn1/index.ts";
import {
  type Certificate,
  parseCertificate,
  parseCrl,
  parseOcspResponse,
  type RevocationSource,
  statusFromEvidence,
} from "../certificates/index.ts";
import { archivePdf } from "../long-term/index.ts";
import type { SignatureRequest } from "../pdf/plan-signature.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import type { TimestampAuthority, TrustList } from "../types.ts";
import { type VerifyPdfOptions, verifyPdf } from "../verification/index.ts";
import type { PdfVerdict } from "../verification/verdict.ts";
import { type TestIdentity, testCertificate, testCrl, testSigner } from "./test-certificates.ts";
import { testCms } from "./test-cms.ts";
import { testOcsp } from "./test-ocsp.ts";

const YEAR = 365.25 * 86_400_000;
const DAY = 86_400_000;

/**
 * A world whose clock the test turns: authorities come and go as in life. Signers stand under an authority of six
 * years; timestamp authorities get a certificate of five years every third year, under authorities of ten years.
 */
export function createArchiveWorld(options: { revocation?: "ocsp" | "crl" } = {}) {
  const start = new Date("2026-03-02T08:00:00Z");
  let now = start;
  let serial = 1000;
  const years = (n: number): Date => new Date(start.getTime() + n * YEAR);
  const issue = (subject: string, issuer: TestIdentity | undefined, from: number, to: number, extra = {}) =>
    testCertificate({
      subject,
      notBefore: years(from),
      notAfter: years(to),
      serialNumber: Buffer.from((serial++).toString(16).padStart(8, "0"), "hex"),
      ...(issuer === undefined ? {} : { issuer }),
      ...extra,
    });
  const root = issue("Gốc", undefined, -1, 60, { ca: true });
  const authority = issue("CA 1", root, -1, 6, { ca: true });
  const person = issue("Nguyễn Văn Ứng", authority, -0.5, 2.5);
  const other = issue("Trần Thị Bền", authority, -0.5, 2.5);
  const stampers = new Map<number, { tsa: TestIdentity; issuer: TestIdentity }>();
  const issuers = [authority, root];
  const revoked: { certificate: Uint8Array; at: Date; reason: number }[] = [];
  const issuersOfStamps = new Map<number, TestIdentity>();
  let asked = 0;

  const stamper = (): { tsa: TestIdentity; issuer: TestIdentity } => {
    const age = (now.getTime() - start.getTime()) / YEAR;
    const generation = Math.floor(age / 3);
    const known = stampers.get(generation);
    if (known !== undefined) return known;
    const decade = Math.floor(generation / 2);
    let issuer = issuersOfStamps.get(decade);
    if (issuer === undefined) {
      issuer = issue(`TSA CA ${decade}`, root, decade * 6 - 0.5, decade * 6 + 10, { ca: true });
      issuersOfStamps.set(decade, issuer);
      issuers.push(issuer);
    }
    const tsa = issue(`TSA ${generation}`, issuer, generation * 3 - 0.1, generation * 3 + 5, {
      extendedKeyUsage: [oids.purposeTimeStamping],
    });
    const made = { tsa, issuer };
    stampers.set(generation, made);
    return made;
  };
  const timestampAuthority: TimestampAuthority = {
    async timestamp(imprint) {
      const { tsa, issuer } = stamper();
      return token(tsa, issuer, imprint, now);
    },
  };
  const revocation: RevocationSource = {
    async status(certificate: Certificate, issuer: Certificate, at: Date) {
      asked += 1;
      const own = issuers.find((one) => parseCertificate(one.certificate) === issuer);
      if (own === undefined || certificate.notAfter < now)
        return { status: "unknown", code: "revocation.offline", detail: "nobody answers any more" };
      const thisUpdate = options.revocation === "crl" ? new Date(now.getTime() - DAY / 2) : now;
      const nextUpdate = new Date(thisUpdate.getTime() + DAY);
      const entry = revoked.find((one) => parseCertificate(one.certificate) === certificate);
      const input = { issuer: own, certificate: certificate.der, thisUpdate, nextUpdate };
      const evidence =
        options.revocation === "crl"
          ? parseCrl(testCrl({ ...input, revoked }))
          : parseOcspResponse(
              testOcsp({ ...input, ...(entry && { status: { revokedAt: entry.at, reason: entry.reason } }) }),
            );
      return statusFromEvidence(certificate, issuer, at, [evidence]);
    },
  };
  const trust: TrustList = { version: "test", anchors: [{ certificate: root.certificate, label: "demo" }] };
  const longTerm = () => ({ trust, revocation, at: now, timestampAuthority });
  return {
    trust,
    revocation,
    timestampAuthority,
    person,
    years,
    now: () => now,
    asked: () => asked,
    /** Turns the clock; minutes pass between acts as in life. */
    goTo(time: Date): void {
      now = time;
    },
    pass(milliseconds = 60_000): void {
      now = new Date(now.getTime() + milliseconds);
    },
    revoke(identity: TestIdentity, at = now, reason = 1): void {
      revoked.push({ certificate: identity.certificate, at, reason });
    },
    stamper: () => stamper().tsa,
    longTerm,
    async sign(pdf: Uint8Array, extra: Partial<SignatureRequest> = {}): Promise<Uint8Array> {
      const signer = testSigner(person, authority);
      return await signPdf(pdf, { signer, level: "B-T", timestampAuthority, signedAt: now, ...extra });
    },
    second: () => testSigner(other, authority),
    archive: (pdf: Uint8Array): Promise<Uint8Array> => archivePdf(pdf, longTerm()),
    /** From what the file holds alone, unless a source is given. */
    verify: (pdf: Uint8Array, extra: Partial<VerifyPdfOptions> = {}): Promise<PdfVerdict> =>
      verifyPdf(pdf, { trust, at: now, offline: true, ...extra }),
  };
}

function token(tsa: TestIdentity, issuer: TestIdentity, imprint: Uint8Array, at: Date): Uint8Array {
  const time = `${at.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`;
  const content = der.sequence(
    der.integer(1),
    der.oid("2.999.84.31.1"),
    der.sequence(der.sequence(der.oid(oids.sha256), der.nullValue), der.octetString(imprint)),
    der.integer(at.getTime()),
    der.element(0x18, Buffer.from(time, "latin1")),
  );
  const certificates = [tsa.certificate, issuer.certificate];
  return testCms({
    identity: tsa,
    content,
    contentInside: content,
    contentType: oids.timestampInfo,
    certificates,
  });
}
