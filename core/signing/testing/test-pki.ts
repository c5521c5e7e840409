import { createHash, generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from "node:crypto";
import { der, oids } from "../asn1/index.ts";
import {
  demoPolicy,
  encodeName,
  type NameAttribute,
  parseCrl,
  type RevocationSource,
  statusFromCrls,
} from "../certificates/index.ts";
import { softwareSigner } from "../keys/index.ts";
import type { Signer, SignerRole, TimestampAuthority, TrustList } from "../types.ts";

/** A certificate with its key, for tests and benches. */
export interface TestIdentity {
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
  readonly name: Uint8Array;
  readonly serial: Uint8Array;
  readonly publicKey: KeyObject;
}

type TestKeyKind = "rsa" | "rsa3072" | "ec" | "p384";

export interface IssueOptions {
  readonly commonName: string;
  readonly role?: SignerRole;
  /** RSA-2048, RSA-3072, P-256 (the default), P-384. */
  readonly key?: TestKeyKind;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** Root, sub CA, timestamp authority: a whole small world of trust, made in memory. */
export interface TestPki {
  readonly root: TestIdentity;
  readonly sub: TestIdentity;
  readonly trust: TrustList;
  issue(options: IssueOptions): { readonly signer: Signer; readonly identity: TestIdentity };
  /** In-process RFC 3161 authority; `now` gives the time it attests. */
  timestampAuthority(now?: () => Date): TimestampAuthority;
  /** A CRL of the sub CA (DER). */
  crl(revoked: readonly { serial: Uint8Array; at: Date }[], thisUpdate?: Date, nextUpdate?: Date): Uint8Array;
  /** A CRL of the root (DER), which revokes nothing. */
  rootCrl(): Uint8Array;
  /** Knows that nothing is revoked. */
  readonly allGood: RevocationSource;
}

const YEAR = 365 * 86_400_000;

/** @param key kind of the authorities' keys; P-256 is the quicker one to generate */
export function createTestPki(key: "rsa" | "ec" = "ec"): TestPki {
  const from = new Date("2020-01-01T00:00:00Z");
  const to = new Date("2049-01-01T00:00:00Z");
  const root = makeCertificate({ subject: subject("Test Root"), key, from, to, extensions: caExtensions() });
  const sub = makeCertificate({
    subject: subject("Test Sub CA"),
    key,
    from,
    to,
    extensions: caExtensions(),
    issuer: root,
  });
  let tsa: TestIdentity | undefined;
  const [lastMinute, nextYear] = [new Date(Date.now() - 60_000), new Date(Date.now() + YEAR)];
  return {
    allGood: revocationFrom(makeCrl(sub, [], lastMinute, nextYear), makeCrl(root, [], lastMinute, nextYear)),
    rootCrl: () => makeCrl(root, [], lastMinute, nextYear),
    root,
    sub,
    trust: { version: "test", anchors: [{ certificate: root.certificate, label: "demo" }] },
    issue({ commonName, role = "person", key: kind = "ec", notBefore = from, notAfter = to }) {
      const identity = makeCertificate({
        subject: [...subject(commonName), { type: "O", value: "UBND tỉnh Kon Tum (thử nghiệm)" }],
        key: kind,
        from: notBefore,
        to: notAfter,
        extensions: leafExtensions(role),
        issuer: sub,
      });
      const signer = softwareSigner({
        privateKey: identity.privateKey,
        certificates: [identity.certificate, sub.certificate],
      });
      return { signer, identity };
    },
    timestampAuthority(now = () => new Date()) {
      tsa ??= makeCertificate({
        subject: subject("Test TSA"),
        key,
        from,
        to,
        extensions: tsaExtensions(),
        issuer: sub,
      });
      const identity = tsa;
      return { timestamp: async (imprint) => makeToken(identity, sub.certificate, imprint, now()) };
    },
    crl: (revoked, thisUpdate = lastMinute, nextUpdate = nextYear) =>
      makeCrl(sub, revoked, thisUpdate, nextUpdate),
  };
}

function subject(commonName: string): NameAttribute[] {
  return [
    { type: "C", value: "VN" },
    { type: "CN", value: commonName },
  ];
}

function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octetString(value));
}

function caExtensions(): Uint8Array[] {
  return [
    extension(oids.basicConstraints, true, der.sequence(der.boolean(true))),
    extension(oids.keyUsage, true, der.namedBits([5, 6])),
  ];
}

function leafExtensions(role: SignerRole): Uint8Array[] {
  return [
    extension(oids.keyUsage, true, der.namedBits([0, 1])),
    extension(oids.certificatePolicies, false, der.sequence(der.sequence(der.oid(demoPolicy[role])))),
  ];
}

function tsaExtensions(): Uint8Array[] {
  return [
    extension(oids.keyUsage, true, der.namedBits([0])),
    extension(oids.extendedKeyUsage, true, der.sequence(der.oid(oids.purposeTimeStamping))),
  ];
}

interface CertificateInput {
  readonly subject: readonly NameAttribute[];
  readonly key: TestKeyKind;
  readonly from: Date;
  readonly to: Date;
  readonly extensions: readonly Uint8Array[];
  readonly issuer?: TestIdentity;
}

function makeCertificate(input: CertificateInput): TestIdentity {
  const pair = input.key.startsWith("rsa")
    ? generateKeyPairSync("rsa", { modulusLength: input.key === "rsa" ? 2048 : 3072 })
    : generateKeyPairSync("ec", { namedCurve: input.key === "ec" ? "P-256" : "P-384" });
  const serial = der.unsignedInteger(Uint8Array.of(0x11, ...randomBytes(11)));
  const name = encodeName(input.subject);
  const issuerKey = input.issuer?.privateKey ?? pair.privateKey;
  const algorithm = algorithmIdentifier(issuerKey);
  const toBeSigned = der.sequence(
    der.context(0, der.integer(2)),
    serial,
    algorithm,
    input.issuer?.name ?? name,
    der.sequence(der.certificateTime(input.from), der.certificateTime(input.to)),
    name,
    pair.publicKey.export({ format: "der", type: "spki" }),
    der.context(3, der.sequence(...input.extensions)),
  );
  const certificate = der.sequence(
    toBeSigned,
    algorithm,
    der.bitString(sign("sha256", toBeSigned, issuerKey)),
  );
  return { certificate, privateKey: pair.privateKey, publicKey: pair.publicKey, name, serial };
}

function algorithmIdentifier(key: KeyObject): Uint8Array {
  return key.asymmetricKeyType === "rsa"
    ? der.sequence(der.oid(oids.sha256WithRsa), der.nullValue)
    : der.sequence(der.oid(oids.ecdsaWithSha256));
}

function makeCrl(
  issuer: TestIdentity,
  revoked: readonly { serial: Uint8Array; at: Date }[],
  thisUpdate: Date,
  nextUpdate: Date,
): Uint8Array {
  const algorithm = algorithmIdentifier(issuer.privateKey);
  const entries = revoked.map(({ serial, at }) => der.sequence(serial, der.certificateTime(at)));
  const toBeSigned = der.sequence(
    der.integer(1),
    algorithm,
    issuer.name,
    der.certificateTime(thisUpdate),
    der.certificateTime(nextUpdate),
    ...(entries.length === 0 ? [] : [der.sequence(...entries)]),
  );
  return der.sequence(toBeSigned, algorithm, der.bitString(sign("sha256", toBeSigned, issuer.privateKey)));
}

let tokenSerial = 1;

function makeToken(tsa: TestIdentity, issuer: Uint8Array, imprint: Uint8Array, at: Date): Uint8Array {
  const sha256 = der.sequence(der.oid(oids.sha256), der.nullValue);
  const time = `${at.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  tokenSerial += 1;
  const info = der.sequence(
    der.integer(1),
    der.oid("2.999.84.31.1"),
    der.sequence(sha256, der.octetString(imprint)),
    der.integer(tokenSerial),
    der.element(0x18, Buffer.from(time, "latin1")),
  );
  const reference = der.sequence(
    der.sequence(der.sequence(der.octetString(createHash("sha256").update(tsa.certificate).digest()))),
  );
  const attributes = der.setOf(
    attribute(oids.contentType, der.oid(oids.timestampInfo)),
    attribute(oids.messageDigest, der.octetString(hash("sha256", info, "buffer"))),
    attribute(oids.signingCertificateV2, reference),
  );
  const value = sign("sha256", attributes, tsa.privateKey);
  const issuerName = encodeName(subject("Test Sub CA"));
  const retagged = Uint8Array.from(attributes);
  retagged[0] = 0xa0;
  const signerInfo = der.sequence(
    der.integer(1),
    der.sequence(issuerName, tsa.serial),
    sha256,
    retagged,
    algorithmIdentifier(tsa.privateKey),
    der.octetString(value),
  );
  return der.sequence(
    der.oid(oids.signedData),
    der.context(
      0,
      der.sequence(
        der.integer(3),
        der.setOf(sha256),
        der.sequence(der.oid(oids.timestampInfo), der.context(0, der.octetString(info))),
        der.context(0, ...[tsa.certificate, issuer].sort(Buffer.compare)),
        der.setOf(signerInfo),
      ),
    ),
  );
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(type), der.setOf(value));
}

/** A revocation source that knows exactly these lists. */
export function revocationFrom(...crls: readonly Uint8Array[]): RevocationSource {
  const parsed = crls.map((crl) => parseCrl(crl));
  return { status: async (certificate, issuer, at) => statusFromCrls(certificate, issuer, at, parsed) };
}
