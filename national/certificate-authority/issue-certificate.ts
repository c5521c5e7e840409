import { z } from "zod";
import { type KeyAndCertificate, randomSerialNumber } from "./authority-keys.ts";
import * as x509 from "./x509.ts";

/** Marks of the two kinds of demo certificates (2.999 is the arc for examples, ITU-T X.660). */
export const policyOids = { person: "2.999.84.30.1", organisation: "2.999.84.30.2" } as const;

/** What POST /enrol takes. */
export const enrolment = z.object({
  /** PKCS#10, PEM or base64 of the DER. */
  request: z.string().min(1).max(20_000),
  kind: z.enum(["person", "organisation"]),
  /** Days until the certificate ends; default three years. */
  validDays: z.int().min(1).max(3650).optional(),
  /** Beginning, for tests of expired certificates; default now. */
  notBefore: z.iso.datetime().optional(),
});
export type Enrolment = z.infer<typeof enrolment>;

/** A request that cannot be answered with a certificate. */
export class EnrolmentError extends Error {
  readonly code: "bad-request" | "bad-signature" | "no-common-name" | "weak-key";

  constructor(code: EnrolmentError["code"], message: string) {
    super(message);
    this.name = "EnrolmentError";
    this.code = code;
  }
}

/**
 * Issues a certificate for a request, after checking that the requester holds the key.
 *
 * @throws EnrolmentError
 */
export async function issueCertificate(
  input: Enrolment,
  issuer: { readonly sub: KeyAndCertificate; readonly signingKey: CryptoKey; readonly publicUrl: string },
): Promise<x509.X509Certificate> {
  const request = parseRequest(input.request);
  if (!(await verified(request)))
    throw new EnrolmentError("bad-signature", "the request is not signed by its own key");
  if (request.subjectName.getField("CN").length === 0) {
    throw new EnrolmentError("no-common-name", "the subject has no common name (CN)");
  }
  checkKey(request.publicKey);
  const notBefore = input.notBefore === undefined ? new Date(Date.now() - 60_000) : new Date(input.notBefore);
  const usages = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation;
  return x509.X509CertificateGenerator.create({
    serialNumber: randomSerialNumber(),
    subject: markedSubject(request.subjectName),
    issuer: issuer.sub.certificate.subjectName,
    notBefore,
    notAfter: new Date(notBefore.getTime() + (input.validDays ?? 1096) * 86_400_000),
    publicKey: request.publicKey,
    signingKey: issuer.signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(usages, true),
      new x509.CertificatePolicyExtension([policyOids[input.kind]]),
      await x509.SubjectKeyIdentifierExtension.create(request.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.sub.certificate.publicKey),
      new x509.CRLDistributionPointsExtension([`${issuer.publicUrl}/crl`]),
      new x509.AuthorityInfoAccessExtension({
        ocsp: `${issuer.publicUrl}/ocsp`,
        caIssuers: `${issuer.publicUrl}/sub.crt`,
      }),
    ],
  });
}

function parseRequest(text: string): x509.Pkcs10CertificateRequest {
  try {
    return new x509.Pkcs10CertificateRequest(
      text.includes("-----BEGIN") ? text : Buffer.from(text, "base64"),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnrolmentError("bad-request", `not a certificate request: ${reason}`);
  }
}

async function verified(request: x509.Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnrolmentError("weak-key", `the key of the request cannot be used: ${reason}`);
  }
}

function checkKey(key: x509.PublicKey): void {
  const algorithm: { name: string; modulusLength?: number; namedCurve?: string } = key.algorithm;
  const strong =
    (algorithm.name.startsWith("RSA") && (algorithm.modulusLength ?? 0) >= 2048) ||
    (algorithm.name === "ECDSA" && ["P-256", "P-384"].includes(algorithm.namedCurve ?? ""));
  if (!strong) throw new EnrolmentError("weak-key", "RSA of at least 2048 bits, P-256 or P-384 is needed");
}

/** The requested name with a line that nobody can take for a real authority's. */
function markedSubject(subject: x509.Name): x509.JsonName {
  const asked = subject.toJSON();
  const mark = { OU: ["Demo - Chứng thư Thử nghiệm"] };
  const position = asked.findIndex((rdn) => "CN" in rdn);
  return [...asked.slice(0, position), mark, ...asked.slice(position)];
}
