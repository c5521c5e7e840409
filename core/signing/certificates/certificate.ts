import { createPublicKey, hash, type KeyObject } from "node:crypto";
import {
  Asn1Error,
  type Asn1Node,
  contextConstructed,
  contextPrimitive,
  encoded,
  enter,
  readBitStringOctets,
  readIntegerBytes,
  readTime,
  readWhole,
  tag,
} from "../asn1/index.ts";
import { attributeOf, type DistinguishedName, parseName } from "./distinguished-name.ts";
import { type CertificateExtensions, interpretExtensions, parseExtensionList } from "./extensions.ts";
import { processCache } from "./limited-map.ts";
import { parseSignatureScheme, type SignatureScheme } from "./signature-scheme.ts";

/** What kind of public key a certificate holds. */
export type KeyKind =
  | { readonly kind: "rsa" | "rsa-pss"; readonly bits: number }
  | { readonly kind: "ec"; readonly curve: string; readonly bits: number }
  | { readonly kind: "other"; readonly name: string };

/** A parsed X.509 version 3 certificate. Equal bytes give the same object while it stays in the cache. */
export interface Certificate {
  readonly der: Uint8Array;
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Serial number as received (two's complement content octets), lower-case hexadecimal. */
  readonly serialNumber: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly keyKind: KeyKind;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: CertificateExtensions;
  /** The bytes its issuer signed. */
  readonly toBeSigned: Uint8Array;
  readonly signatureScheme: SignatureScheme;
  readonly signatureValue: Uint8Array;
}

const MAXIMUM_CERTIFICATE_BYTES = 128 * 1024;
const cache = processCache<string, Certificate>(20_000);

/**
 * Parses a DER certificate. Results are cached by SHA-256, since the same few certificates come back with every
 * signature; the cache holds 20,000.
 *
 * @throws Asn1Error when the bytes are not a certificate or hold a key that cannot be used
 */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const fingerprint = hash("sha256", bytes, "hex");
  const known = cache.get(fingerprint);
  if (known !== undefined) return known;
  const certificate = parse(Uint8Array.from(bytes), fingerprint);
  cache.set(fingerprint, certificate);
  return certificate;
}

/** True when subject and issuer are the same name. */
export function isSelfIssued(certificate: Certificate): boolean {
  return certificate.subject.key === certificate.issuer.key;
}

/** The name a person reads: CN, else O, else OU, else the serial number. */
export function displayName(certificate: Certificate): string {
  const { subject } = certificate;
  return (
    attributeOf(subject, "CN") ??
    attributeOf(subject, "O") ??
    attributeOf(subject, "OU") ??
    `#${certificate.serialNumber}`
  );
}

function parse(der: Uint8Array, fingerprint: string): Certificate {
  const outer = enter(readWhole(der, { maximumBytes: MAXIMUM_CERTIFICATE_BYTES }), tag.sequence);
  const toBeSigned = outer.expect(tag.sequence);
  const outerAlgorithm = outer.expect(tag.sequence);
  const signatureValue = readBitStringOctets(outer.next());
  outer.expectEnd();

  const parts = enter(toBeSigned, tag.sequence);
  parts.optional(contextConstructed(0));
  const serialNumber = Buffer.from(readIntegerBytes(parts.next())).toString("hex");
  const innerAlgorithm = parts.expect(tag.sequence);
  // RFC 5280 section 4.1.1.2: the two must be the same, or the unsigned one could be exchanged.
  if (!Buffer.from(encoded(innerAlgorithm)).equals(encoded(outerAlgorithm))) {
    throw new Asn1Error("asn1.bad-value", "the two signature algorithms of the certificate differ");
  }
  const issuer = parseName(parts.next());
  const validity = enter(parts.next(), tag.sequence);
  const notBefore = readTime(validity.next());
  const notAfter = readTime(validity.next());
  const subject = parseName(parts.next());
  const publicKeyInfo = encoded(parts.expect(tag.sequence));
  for (const unique of [1, 2]) {
    parts.optional(contextPrimitive(unique));
    parts.optional(contextConstructed(unique));
  }
  const extensions = parts.optional(contextConstructed(3));
  parts.expectEnd();
  const publicKey = importPublicKey(publicKeyInfo);
  return {
    der,
    fingerprint,
    serialNumber,
    subject,
    issuer,
    notBefore,
    notAfter,
    publicKey,
    keyKind: kindOf(publicKey),
    publicKeyInfo,
    extensions: interpretExtensions(extensions === undefined ? [] : listIn(extensions)),
    toBeSigned: encoded(toBeSigned),
    signatureScheme: parseSignatureScheme(outerAlgorithm),
    signatureValue,
  };
}

function listIn(node: Asn1Node) {
  return parseExtensionList(enter(node, node.tag).next());
}

function importPublicKey(publicKeyInfo: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(publicKeyInfo), format: "der", type: "spki" });
  } catch (error) {
    throw new Asn1Error(
      "asn1.bad-value",
      `unusable public key: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function kindOf(key: KeyObject): KeyKind {
  const type = key.asymmetricKeyType ?? "unknown";
  const details = key.asymmetricKeyDetails;
  if (type === "rsa" || type === "rsa-pss") return { kind: type, bits: details?.modulusLength ?? 0 };
  if (type === "ec") {
    const curve = details?.namedCurve ?? "unknown";
    return { kind: "ec", curve, bits: Number(/(\d{3})/.exec(curve)?.[1] ?? 0) };
  }
  return { kind: "other", name: type };
}
