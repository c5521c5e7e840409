import { createPublicKey, generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from "node:crypto";
import { der, oids } from "../asn1/index.ts";
import { encodeName, type NameAttribute, parseCertificate } from "../certificates/index.ts";
import { softwareSigner } from "../keys/index.ts";
import type { Signer } from "../types.ts";

/** A certificate with its key, for tests; signed with SHA-256 unless said otherwise. */
export interface TestIdentity {
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
}

export interface TestCertificateInput {
  /** Common name, or the whole subject. */
  readonly subject: string | readonly NameAttribute[];
  /** Self-signed when absent. */
  readonly issuer?: TestIdentity;
  /** A fresh P-256 key when absent. */
  readonly privateKey?: KeyObject;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Makes it an authority. */
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** Bits of keyUsage; sensible ones when absent, no extension when empty. */
  readonly keyUsage?: readonly number[];
  readonly extendedKeyUsage?: readonly string[];
  readonly extendedKeyUsageCritical?: boolean;
  readonly policies?: readonly string[];
  readonly crlUrl?: string;
  readonly serialNumber?: Uint8Array;
  /** Further extensions: OID, critical, DER value. */
  readonly extensions?: readonly (readonly [string, boolean, Uint8Array])[];
  readonly hash?: "sha1" | "sha256";
}

/** A fresh key; RSA takes a tenth of a second, P-256 none. */
export function testKey(kind: "p256" | "p384" | "rsa" | "rsa1024" = "p256"): KeyObject {
  if (kind === "p256" || kind === "p384") {
    return generateKeyPairSync("ec", { namedCurve: kind === "p256" ? "P-256" : "P-384" }).privateKey;
  }
  return generateKeyPairSync("rsa", { modulusLength: kind === "rsa" ? 2048 : 1024 }).privateKey;
}

/** Makes a certificate as asked, right or wrong. */
export function testCertificate(input: TestCertificateInput): TestIdentity {
  const privateKey = input.privateKey ?? testKey();
  const publicKeyInfo = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const signingKey = input.issuer?.privateKey ?? privateKey;
  const subject = encodeName(
    typeof input.subject === "string"
      ? [
          { type: "C", value: "VN" },
          { type: "CN", value: input.subject },
        ]
      : input.subject,
  );
  const issuerName =
    input.issuer === undefined ? subject : parseCertificate(input.issuer.certificate).subject.der;
  const algorithm = signatureIdentifier(signingKey, input.hash ?? "sha256");
  const toBeSigned = der.sequence(
    der.context(0, der.integer(2)),
    der.unsignedInteger(input.serialNumber ?? randomBytes(12)),
    algorithm,
    issuerName,
    der.sequence(
      der.certificateTime(input.notBefore ?? new Date(Date.now() - 3_600_000)),
      der.certificateTime(input.notAfter ?? new Date(Date.now() + 365 * 86_400_000)),
    ),
    subject,
    publicKeyInfo,
    der.context(3, der.sequence(...extensionsOf(input, publicKeyInfo))),
  );
  const signature = sign(input.hash ?? "sha256", toBeSigned, signingKey);
  return { certificate: der.sequence(toBeSigned, algorithm, der.bitString(signature)), privateKey };
}

/** A signer of this identity, with these issuers beside it. */
export function testSigner(identity: TestIdentity, ...issuers: readonly TestIdentity[]): Signer {
  const certificates = [identity, ...issuers].map((one) => one.certificate);
  return softwareSigner({ privateKey: identity.privateKey, certificates });
}

/** Root → sub → person, all P-256. */
export function testChain(): { root: TestIdentity; sub: TestIdentity; person: TestIdentity } {
  const root = testCertificate({ subject: "Test Root", ca: true });
  const sub = testCertificate({ subject: "Test Sub", issuer: root, ca: true });
  const person = testCertificate({ subject: "Nguyễn Văn An", issuer: sub });
  return { root, sub, person };
}

export interface TestCrlInput {
  readonly issuer: TestIdentity;
  readonly revoked?: readonly {
    readonly certificate: Uint8Array;
    readonly at: Date;
    readonly reason?: number;
  }[];
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date;
  readonly extensions?: readonly (readonly [string, boolean, Uint8Array])[];
}

/** A signed revocation list. */
export function testCrl(input: TestCrlInput): Uint8Array {
  const algorithm = signatureIdentifier(input.issuer.privateKey, "sha256");
  const entries = (input.revoked ?? []).map(({ certificate, at, reason }) =>
    der.sequence(
      der.element(0x02, Buffer.from(parseCertificate(certificate).serialNumber, "hex")),
      der.certificateTime(at),
      reason === undefined
        ? new Uint8Array(0)
        : der.sequence(extension(oids.reasonCode, false, der.element(0x0a, Uint8Array.of(reason)))),
    ),
  );
  const extensions = (input.extensions ?? []).map(([oid, critical, value]) =>
    extension(oid, critical, value),
  );
  const toBeSigned = der.sequence(
    der.integer(1),
    algorithm,
    parseCertificate(input.issuer.certificate).subject.der,
    der.certificateTime(input.thisUpdate ?? new Date(Date.now() - 60_000)),
    der.certificateTime(input.nextUpdate ?? new Date(Date.now() + 86_400_000)),
    entries.length === 0 ? new Uint8Array(0) : der.sequence(...entries),
    extensions.length === 0 ? new Uint8Array(0) : der.context(0, der.sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, input.issuer.privateKey);
  return der.sequence(toBeSigned, algorithm, der.bitString(signature));
}

/** PEM of a DER structure. */
export function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function extensionsOf(input: TestCertificateInput, publicKeyInfo: Uint8Array): Uint8Array[] {
  const list: Uint8Array[] = [];
  const ca = input.ca === true;
  const pathLength = input.pathLength === undefined ? [] : [der.integer(input.pathLength)];
  list.push(
    extension(
      oids.basicConstraints,
      true,
      ca ? der.sequence(der.boolean(true), ...pathLength) : der.sequence(),
    ),
  );
  const usage = input.keyUsage ?? (ca ? [5, 6] : [0, 1]);
  if (usage.length > 0) list.push(extension(oids.keyUsage, true, der.namedBits(usage)));
  if (input.extendedKeyUsage !== undefined) {
    const purposes = der.sequence(...input.extendedKeyUsage.map((purpose) => der.oid(purpose)));
    list.push(extension(oids.extendedKeyUsage, input.extendedKeyUsageCritical ?? true, purposes));
  }
  if (input.policies !== undefined) {
    const policies = input.policies.map((policy) => der.sequence(der.oid(policy)));
    list.push(extension(oids.certificatePolicies, false, der.sequence(...policies)));
  }
  if (input.crlUrl !== undefined) {
    const name = der.contextValue(6, Buffer.from(input.crlUrl, "latin1"));
    const point = der.sequence(der.context(0, der.context(0, name)));
    list.push(extension(oids.crlDistributionPoints, false, der.sequence(point)));
  }
  const identifier = hash("sha1", publicKeyInfo, "buffer");
  list.push(extension(oids.subjectKeyIdentifier, false, der.octetString(identifier)));
  if (input.issuer !== undefined) {
    const issuerInfo = createPublicKey(input.issuer.privateKey).export({ format: "der", type: "spki" });
    const issuerIdentifier = der.contextValue(0, hash("sha1", issuerInfo, "buffer"));
    list.push(extension(oids.authorityKeyIdentifier, false, der.sequence(issuerIdentifier)));
  }
  for (const [oid, critical, value] of input.extensions ?? []) list.push(extension(oid, critical, value));
  return list;
}

function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  const flag = critical ? der.boolean(true) : new Uint8Array(0);
  return der.sequence(der.oid(oid), flag, der.octetString(value));
}

function signatureIdentifier(key: KeyObject, hashName: "sha1" | "sha256"): Uint8Array {
  if (key.asymmetricKeyType === "rsa") {
    return der.sequence(der.oid(hashName === "sha1" ? oids.sha1WithRsa : oids.sha256WithRsa), der.nullValue);
  }
  return der.sequence(der.oid(hashName === "sha1" ? oids.ecdsaWithSha1 : oids.ecdsaWithSha256));
}
