import { constants, type KeyObject, verify } from "node:crypto";
import {
  type Asn1Cursor,
  Asn1Error,
  type Asn1Node,
  content,
  contextConstructed,
  enter,
  oids,
  readNode,
  readOid,
  readSmallInteger,
  tag,
} from "../asn1/index.ts";
import type { HashName } from "../types.ts";

/**
 * How a signature value was made. `unsupported` keeps the reason: such a signature is never valid, and never called
 * broken either.
 */
export type SignatureScheme =
  | { readonly kind: "rsa"; readonly hash: HashName | undefined }
  | { readonly kind: "rsa-pss"; readonly hash: HashName; readonly saltLength: number }
  | { readonly kind: "ecdsa"; readonly hash: HashName }
  | { readonly kind: "unsupported"; readonly name: string };

/** What checking a signature value gave. */
export type SignatureCheck = "right" | "wrong" | "unsupported";

const hashNames = new Map<string, HashName>([
  [oids.sha1, "sha1"],
  [oids.sha224, "sha224"],
  [oids.sha256, "sha256"],
  [oids.sha384, "sha384"],
  [oids.sha512, "sha512"],
]);

const schemes = new Map<string, SignatureScheme>([
  // RFC 3370 section 3.2: rsaEncryption leaves the hash to the digest algorithm beside it.
  [oids.rsaEncryption, { kind: "rsa", hash: undefined }],
  [oids.sha1WithRsa, { kind: "rsa", hash: "sha1" }],
  [oids.sha224WithRsa, { kind: "rsa", hash: "sha224" }],
  [oids.sha256WithRsa, { kind: "rsa", hash: "sha256" }],
  [oids.sha384WithRsa, { kind: "rsa", hash: "sha384" }],
  [oids.sha512WithRsa, { kind: "rsa", hash: "sha512" }],
  [oids.ecdsaWithSha1, { kind: "ecdsa", hash: "sha1" }],
  [oids.ecdsaWithSha224, { kind: "ecdsa", hash: "sha224" }],
  [oids.ecdsaWithSha256, { kind: "ecdsa", hash: "sha256" }],
  [oids.ecdsaWithSha384, { kind: "ecdsa", hash: "sha384" }],
  [oids.ecdsaWithSha512, { kind: "ecdsa", hash: "sha512" }],
]);

/** The hash an AlgorithmIdentifier names, or its OID as `unknown`. */
export function parseHashAlgorithm(node: Asn1Node): HashName | { readonly unknown: string } {
  const parts = enter(node, tag.sequence);
  const oid = readOid(parts.next());
  const name = hashNames.get(oid);
  if (name === undefined) return { unknown: oid };
  expectNoParameters(parts);
  return name;
}

/** The scheme a signature AlgorithmIdentifier names. */
export function parseSignatureScheme(node: Asn1Node): SignatureScheme {
  const parts = enter(node, tag.sequence);
  const oid = readOid(parts.next());
  if (oid === oids.rsaPss) return parsePss(parts.done ? undefined : parts.next());
  const scheme = schemes.get(oid);
  if (scheme === undefined) return { kind: "unsupported", name: oid };
  expectNoParameters(parts);
  return scheme;
}

/** Parameters are absent or NULL (RFC 3370, RFC 5754): whatever else stands there is no signature of honest software. */
function expectNoParameters(parts: Asn1Cursor): void {
  if (parts.done) return;
  const parameters = parts.expect(tag.null);
  if (content(parameters).length > 0) throw new Asn1Error("asn1.bad-value", "parameters of an algorithm");
  parts.expectEnd();
}

/** A scheme's name for reports, e.g. "rsa-sha256". */
export function schemeText(scheme: SignatureScheme): string {
  return scheme.kind === "unsupported" ? scheme.name : `${scheme.kind}-${scheme.hash ?? "any"}`;
}

/**
 * Checks a signature value over `data`.
 *
 * @param fallbackHash the hash to use where the scheme leaves it open (rsaEncryption)
 */
export function checkSignature(
  scheme: SignatureScheme,
  key: KeyObject,
  data: Uint8Array,
  value: Uint8Array,
  fallbackHash?: HashName,
): SignatureCheck {
  const type = key.asymmetricKeyType;
  if (scheme.kind === "unsupported") return "unsupported";
  const hash = scheme.hash ?? fallbackHash;
  if (hash === undefined) return "unsupported";
  if (scheme.kind === "ecdsa") {
    if (type !== "ec") return "wrong";
    if (looksPlain(value)) return "unsupported";
    return outcome(() => verify(hash, data, key, value));
  }
  if (scheme.kind === "rsa") {
    return type === "rsa" ? outcome(() => verify(hash, data, key, value)) : "wrong";
  }
  if (type !== "rsa" && type !== "rsa-pss") return "wrong";
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return outcome(() => verify(hash, data, { key, padding, saltLength: scheme.saltLength }, value));
}

/** RSASSA-PSS-params (RFC 4055). Only MGF1 with the same hash and trailer 1 is supported, as node:crypto does it. */
function parsePss(node: Asn1Node | undefined): SignatureScheme {
  let hash: HashName | { readonly unknown: string } = "sha1";
  let maskHash: HashName | { readonly unknown: string } = "sha1";
  let saltLength = 20;
  let trailer = 1;
  if (node !== undefined) {
    const parts = enter(node, tag.sequence);
    const hashPart = parts.optional(contextConstructed(0));
    if (hashPart !== undefined) hash = parseHashAlgorithm(enter(hashPart, hashPart.tag).next());
    const maskPart = parts.optional(contextConstructed(1));
    if (maskPart !== undefined) {
      const mask = enter(enter(maskPart, maskPart.tag).next(), tag.sequence);
      const maskOid = readOid(mask.next());
      maskHash = maskOid === oids.mgf1 ? parseHashAlgorithm(mask.next()) : { unknown: maskOid };
    }
    const saltPart = parts.optional(contextConstructed(2));
    if (saltPart !== undefined) saltLength = readSmallInteger(enter(saltPart, saltPart.tag).next());
    const trailerPart = parts.optional(contextConstructed(3));
    if (trailerPart !== undefined) trailer = readSmallInteger(enter(trailerPart, trailerPart.tag).next());
  }
  if (typeof hash !== "string" || hash !== maskHash || trailer !== 1 || saltLength < 0 || saltLength > 512) {
    return { kind: "unsupported", name: "rsa-pss with unusual parameters" };
  }
  return { kind: "rsa-pss", hash, saltLength };
}

/**
 * True for the plain form r‖s (as tokens return it, BSI TR-03111), which CMS does not allow: it is not a SEQUENCE
 * that fills the value, and its two halves have the same, usual size.
 */
function looksPlain(value: Uint8Array): boolean {
  if (value.length !== 64 && value.length !== 96 && value.length !== 132) return false;
  try {
    return readNode(value).end !== value.length || value[0] !== tag.sequence;
  } catch {
    return true;
  }
}

function outcome(check: () => boolean): SignatureCheck {
  try {
    return check() ? "right" : "wrong";
  } catch {
    // OpenSSL throws on values that cannot be a signature of this key (wrong length, not DER).
    return "wrong";
  }
}
