import { hash } from "node:crypto";
import {
  type Asn1Node,
  content,
  contextConstructed,
  contextPrimitive,
  encoded,
  enter,
  oids,
  readBitStringOctets,
  readIntegerBytes,
  readSmallInteger,
  readTime,
  readWhole,
  tag,
} from "../asn1/index.ts";
import type { Certificate } from "./certificate.ts";
import { type DistinguishedName, parseName } from "./distinguished-name.ts";
import { type Extension, keyUsageBit, parseExtensionList } from "./extensions.ts";
import { processCache } from "./limited-map.ts";
import { checkSignature, parseSignatureScheme, type SignatureScheme } from "./signature-scheme.ts";

/** Why a certificate was revoked (RFC 5280 section 5.3.1). */
export type RevocationReason =
  | "unspecified"
  | "key-compromise"
  | "ca-compromise"
  | "affiliation-changed"
  | "superseded"
  | "cessation-of-operation"
  | "certificate-hold"
  | "remove-from-crl"
  | "privilege-withdrawn"
  | "aa-compromise";

export interface RevokedEntry {
  readonly at: Date;
  readonly reason: RevocationReason;
}

/** A parsed certificate revocation list. Its signature is checked by {@link crlProblem}. */
export interface Crl {
  readonly kind: "crl";
  readonly der: Uint8Array;
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** By serial number, as in `Certificate.serialNumber`. */
  readonly revoked: ReadonlyMap<string, RevokedEntry>;
  /** Which certificates it covers (issuing distribution point). */
  readonly scope: "all" | "end-entities" | "authorities";
  /** Expired certificates stay listed if they ended after this time (ISO 18014, expiredCertsOnCRL). */
  readonly keepsExpiredSince: Date | undefined;
  /** Why it cannot be used although it is well-formed: delta, indirect, or an unknown critical extension. */
  readonly unusable: string | undefined;
  readonly toBeSigned: Uint8Array;
  readonly signatureScheme: SignatureScheme;
  readonly signatureValue: Uint8Array;
}

const MAXIMUM_CRL_BYTES = 64 * 1024 * 1024;
const parsed = processCache<string, Crl>(500);
const verified = processCache<string, boolean>(5_000);

/** By their number; 7 is not used. */
const reasons: readonly (RevocationReason | undefined)[] = [
  "unspecified",
  "key-compromise",
  "ca-compromise",
  "affiliation-changed",
  "superseded",
  "cessation-of-operation",
  "certificate-hold",
  undefined,
  "remove-from-crl",
  "privilege-withdrawn",
  "aa-compromise",
];

/**
 * Parses a DER CertificateList (RFC 5280 section 5). Cached by SHA-256.
 *
 * @throws Asn1Error when the bytes are not a CRL
 */
export function parseCrl(bytes: Uint8Array): Crl {
  const fingerprint = hash("sha256", bytes, "hex");
  const known = parsed.get(fingerprint);
  if (known !== undefined) return known;
  const crl = parse(Uint8Array.from(bytes), fingerprint);
  parsed.set(fingerprint, crl);
  return crl;
}

/** Why this CRL says nothing about certificates of `issuer`; undefined when it is theirs and its signature is right. */
export function crlProblem(crl: Crl, issuer: Certificate): string | undefined {
  if (crl.issuer.key !== issuer.subject.key) return "it was issued by someone else";
  if (crl.unusable !== undefined) return crl.unusable;
  const { keyUsage } = issuer.extensions;
  if (keyUsage !== undefined && !keyUsage.has(keyUsageBit.crlSign)) return "its issuer may not sign CRLs";
  const key = crl.fingerprint + issuer.fingerprint;
  let right = verified.get(key);
  if (right === undefined) {
    const check = checkSignature(crl.signatureScheme, issuer.publicKey, crl.toBeSigned, crl.signatureValue);
    right = check === "right";
    verified.set(key, right);
  }
  return right ? undefined : "its signature is wrong";
}

function parse(der: Uint8Array, fingerprint: string): Crl {
  const outer = enter(readWhole(der, { maximumBytes: MAXIMUM_CRL_BYTES }), tag.sequence);
  const toBeSigned = outer.expect(tag.sequence);
  const signatureScheme = parseSignatureScheme(outer.expect(tag.sequence));
  const signatureValue = readBitStringOctets(outer.next());
  outer.expectEnd();
  const parts = enter(toBeSigned, tag.sequence);
  parts.optional(tag.integer);
  parts.expect(tag.sequence);
  const issuer = parseName(parts.next());
  const thisUpdate = readTime(parts.next());
  const hasNext = parts.nextTag === tag.utcTime || parts.nextTag === tag.generalizedTime;
  const nextUpdate = hasNext ? readTime(parts.next()) : undefined;
  const revoked = parts.optional(tag.sequence);
  const tail = parts.optional(contextConstructed(0));
  parts.expectEnd();
  const entries = revoked === undefined ? { map: new Map<string, RevokedEntry>() } : parseRevoked(revoked);
  const extensions = tail === undefined ? [] : parseExtensionList(enter(tail, tail.tag).next());
  const point = scopeOf(extensions);
  return {
    kind: "crl",
    der,
    fingerprint,
    issuer,
    thisUpdate,
    nextUpdate,
    revoked: entries.map,
    scope: point.scope,
    keepsExpiredSince: keptSince(extensions),
    unusable: point.unusable ?? entries.unusable ?? unknownCritical(extensions),
    toBeSigned: encoded(toBeSigned),
    signatureScheme,
    signatureValue,
  };
}

function parseRevoked(list: Asn1Node): { map: Map<string, RevokedEntry>; unusable?: string } {
  const map = new Map<string, RevokedEntry>();
  let unusable: string | undefined;
  const cursor = enter(list, tag.sequence);
  while (!cursor.done) {
    const entry = enter(cursor.next(), tag.sequence);
    const serial = Buffer.from(readIntegerBytes(entry.next())).toString("hex");
    const at = readTime(entry.next());
    let reason: RevocationReason = "unspecified";
    if (!entry.done) {
      for (const extension of parseExtensionList(entry.next())) {
        if (extension.oid === oids.reasonCode) {
          reason = readReason(readWhole(extension.value));
        } else if (extension.critical) {
          // certificateIssuer turns the list into an indirect one (RFC 5280 section 5.3.3).
          unusable = `entry with critical extension ${extension.oid}`;
        }
      }
    }
    map.set(serial, { at, reason });
  }
  return unusable === undefined ? { map } : { map, unusable };
}

/** A CRLReason; unknown numbers are "unspecified". */
export function readReason(node: Asn1Node): RevocationReason {
  return reasons[readSmallInteger(node)] ?? "unspecified";
}

/** IssuingDistributionPoint (RFC 5280 section 5.2.5): which certificates the list speaks about. */
function scopeOf(extensions: readonly Extension[]): { scope: Crl["scope"]; unusable?: string } {
  const point = extensions.find((extension) => extension.oid === oids.issuingDistributionPoint);
  if (point === undefined) return { scope: "all" };
  const flags = new Map<number, Asn1Node>();
  const parts = enter(readWhole(point.value), tag.sequence);
  while (!parts.done) {
    const part = parts.next();
    flags.set(part.tag, part);
  }
  const isSet = (n: number): boolean => {
    const flag = flags.get(contextPrimitive(n));
    return flag !== undefined && content(flag)[0] !== 0;
  };
  if (flags.has(contextPrimitive(3))) return { scope: "all", unusable: "it covers only some reasons" };
  if (isSet(4)) return { scope: "all", unusable: "it is an indirect list" };
  if (isSet(5)) return { scope: "all", unusable: "it covers only attribute certificates" };
  return { scope: isSet(1) ? "end-entities" : isSet(2) ? "authorities" : "all" };
}

function keptSince(extensions: readonly Extension[]): Date | undefined {
  const kept = extensions.find((extension) => extension.oid === oids.expiredCertsOnCrl);
  return kept === undefined ? undefined : readTime(readWhole(kept.value));
}

function unknownCritical(extensions: readonly Extension[]): string | undefined {
  const known: readonly string[] = [
    oids.issuingDistributionPoint,
    oids.crlNumber,
    oids.authorityKeyIdentifier,
  ];
  const unknown = extensions.find((extension) => extension.critical && !known.includes(extension.oid));
  if (unknown === undefined) return undefined;
  return unknown.oid === oids.deltaCrlIndicator ? "it is a delta list" : `critical extension ${unknown.oid}`;
}
