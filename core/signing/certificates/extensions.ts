import {
  type Asn1Node,
  content,
  contextConstructed,
  contextPrimitive,
  enter,
  oids,
  readBoolean,
  readImplicitOctets,
  readNamedBits,
  readOctets,
  readOid,
  readSmallInteger,
  readWhole,
  tag,
} from "../asn1/index.ts";
import { type DistinguishedName, parseName } from "./distinguished-name.ts";

/** Bits of keyUsage (RFC 5280 section 4.2.1.3). */
export const keyUsageBit = {
  digitalSignature: 0,
  contentCommitment: 1,
  keyCertSign: 5,
  crlSign: 6,
} as const;

/** A GeneralName of the kinds this house compares; others are named by their tag number. */
export type GeneralName =
  | { readonly kind: "email" | "dns" | "uri"; readonly value: string }
  | { readonly kind: "directory"; readonly value: DistinguishedName }
  | { readonly kind: "other"; readonly tagNumber: number };

/** Permitted and excluded subtrees (RFC 5280 section 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** The extensions of a certificate that a verification needs. */
export interface CertificateExtensions {
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
  readonly keyUsage?: ReadonlySet<number>;
  readonly extendedKeyUsage?: { readonly purposes: readonly string[]; readonly critical: boolean };
  /** Hexadecimal. */
  readonly subjectKeyIdentifier?: string;
  /** Hexadecimal. */
  readonly authorityKeyIdentifier?: string;
  readonly crlUrls: readonly string[];
  readonly ocspUrls: readonly string[];
  readonly issuerUrls: readonly string[];
  readonly policies: readonly string[];
  readonly alternativeNames: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  /** The issuer asks for no revocation check of this OCSP responder (RFC 6960 section 4.2.2.2.1). */
  readonly noRevocationCheck?: true;
  /** OIDs of critical extensions that this house does not process: such a certificate is refused. */
  readonly unknownCritical: readonly string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One Extension of a certificate, a CRL or a CRL entry. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The DER inside extnValue. */
  readonly value: Uint8Array;
}

/** Parses Extensions (the SEQUENCE OF, without its context tag). A repeated extension is an error of its own. */
export function parseExtensionList(node: Asn1Node): Extension[] {
  const list: Extension[] = [];
  const cursor = enter(node, tag.sequence);
  while (!cursor.done) {
    const parts = enter(cursor.next(), tag.sequence);
    const oid = readOid(parts.next());
    const critical = parts.nextTag === tag.boolean ? readBoolean(parts.next()) : false;
    list.push({ oid, critical, value: readOctets(parts.next()) });
  }
  return list;
}

/**
 * Interprets the extensions of a certificate.
 *
 * @throws Asn1Error when a known extension is malformed
 */
export function interpretExtensions(list: readonly Extension[]): CertificateExtensions {
  const unknownCritical: string[] = [];
  const seen = new Set<string>();
  const out: Mutable<CertificateExtensions> = {
    crlUrls: [],
    ocspUrls: [],
    issuerUrls: [],
    policies: [],
    alternativeNames: [],
    unknownCritical,
  };
  for (const { oid, critical, value } of list) {
    // RFC 5280 section 4.2: no extension twice. A second one could hide the first from another reader.
    if (seen.has(oid)) unknownCritical.push(oid);
    seen.add(oid);
    if (!interpretOne(out, oid, critical, readWhole(value)) && critical) unknownCritical.push(oid);
  }
  return out;
}

/** Returns false for an extension this house does not process. */
function interpretOne(
  out: Mutable<CertificateExtensions>,
  oid: string,
  critical: boolean,
  value: Asn1Node,
): boolean {
  switch (oid) {
    case oids.basicConstraints: {
      const parts = enter(value, tag.sequence);
      const ca = parts.nextTag === tag.boolean ? readBoolean(parts.next()) : false;
      const pathLength = parts.nextTag === tag.integer ? readSmallInteger(parts.next()) : undefined;
      out.basicConstraints = pathLength === undefined ? { ca } : { ca, pathLength };
      return true;
    }
    case oids.keyUsage:
      out.keyUsage = readNamedBits(value);
      return true;
    case oids.extendedKeyUsage:
      out.extendedKeyUsage = { purposes: list(value).map(readOid), critical };
      return true;
    case oids.subjectKeyIdentifier:
      out.subjectKeyIdentifier = hex(readOctets(value));
      return true;
    case oids.authorityKeyIdentifier: {
      const identifier = enter(value, tag.sequence).optional(contextPrimitive(0));
      if (identifier !== undefined) out.authorityKeyIdentifier = hex(readImplicitOctets(identifier));
      return true;
    }
    case oids.crlDistributionPoints:
      out.crlUrls = list(value).flatMap(distributionPointUrls);
      return true;
    case oids.authorityInfoAccess: {
      const access = list(value).map((entry) => {
        const parts = enter(entry, tag.sequence);
        return { method: readOid(parts.next()), place: parseGeneralName(parts.next()) };
      });
      out.ocspUrls = access.filter((a) => a.method === oids.accessOcsp).flatMap((a) => urlOf(a.place));
      out.issuerUrls = access.filter((a) => a.method === oids.accessCaIssuers).flatMap((a) => urlOf(a.place));
      return true;
    }
    case oids.certificatePolicies:
      out.policies = list(value).map((policy) => readOid(enter(policy, tag.sequence).next()));
      return true;
    case oids.subjectAltName:
      out.alternativeNames = list(value).map(parseGeneralName);
      return true;
    case oids.nameConstraints: {
      const parts = enter(value, tag.sequence);
      const permitted = subtrees(parts.optional(contextConstructed(0)));
      out.nameConstraints = { permitted, excluded: subtrees(parts.optional(contextConstructed(1))) };
      return true;
    }
    case oids.ocspNoCheck:
      out.noRevocationCheck = true;
      return true;
    case oids.policyConstraints:
    case oids.inhibitAnyPolicy:
      // Policies carry the signer's role here, not the right to sign; requiring some does no harm.
      return true;
    default:
      return false;
  }
}

/** URLs of a DistributionPoint's fullName. */
export function distributionPointUrls(point: Asn1Node): string[] {
  const name = enter(point, tag.sequence).optional(contextConstructed(0));
  return name === undefined ? [] : distributionPointNameUrls(name);
}

/** URLs inside `[0] DistributionPointName`. */
export function distributionPointNameUrls(name: Asn1Node): string[] {
  const full = enter(name, name.tag).optional(contextConstructed(0));
  if (full === undefined) return [];
  const urls: string[] = [];
  const names = enter(full, full.tag);
  while (!names.done) urls.push(...urlOf(parseGeneralName(names.next())));
  return urls;
}

function parseGeneralName(node: Asn1Node): GeneralName {
  const text = () => Buffer.from(content(node)).toString("latin1");
  switch (node.tag) {
    case contextPrimitive(1):
      return { kind: "email", value: text() };
    case contextPrimitive(2):
      return { kind: "dns", value: text() };
    case contextPrimitive(6):
      return { kind: "uri", value: text() };
    case contextConstructed(4):
      return { kind: "directory", value: parseName(enter(node, node.tag).next()) };
    default:
      return { kind: "other", tagNumber: node.tag & 0x1f };
  }
}

function subtrees(node: Asn1Node | undefined): GeneralName[] {
  if (node === undefined) return [];
  const names: GeneralName[] = [];
  const cursor = enter(node, node.tag);
  while (!cursor.done) {
    const parts = enter(cursor.next(), tag.sequence);
    const name = parseGeneralName(parts.next());
    // RFC 5280: minimum is 0 and maximum absent; anything else is a constraint we cannot honour.
    names.push(parts.done ? name : { kind: "other", tagNumber: -1 });
  }
  return names;
}

function urlOf(name: GeneralName): string[] {
  return name.kind === "uri" ? [name.value] : [];
}

function list(node: Asn1Node): Asn1Node[] {
  const cursor = enter(node, tag.sequence);
  const members: Asn1Node[] = [];
  while (!cursor.done) members.push(cursor.next());
  return members;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
