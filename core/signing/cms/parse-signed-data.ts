import {
  Asn1Error,
  type Asn1Node,
  childrenOf,
  content,
  contextConstructed,
  contextPrimitive,
  encoded,
  enter,
  oids,
  readImplicitOctets,
  readIntegerBytes,
  readOctets,
  readOid,
  readSmallInteger,
  readWhole,
  tag,
} from "../asn1/index.ts";
import { parseHashAlgorithm, parseSignatureScheme, type SignatureScheme } from "../certificates/index.ts";
import type { HashName } from "../types.ts";

/** An Attribute: its type and its values. */
export interface CmsAttribute {
  readonly type: string;
  readonly values: readonly Asn1Node[];
}

/** How a SignerInfo names its certificate. */
export type SignerIdentifier =
  | { readonly kind: "issuer-and-serial"; readonly issuer: Asn1Node; readonly serialNumber: string }
  | { readonly kind: "key-identifier"; readonly keyIdentifier: string };

export interface SignerInfo {
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: HashName | { readonly unknown: string };
  /** The signed attributes as received, with the identifier octet of a SET: the very bytes that were signed. */
  readonly signedBytes: Uint8Array | undefined;
  readonly signedAttributes: readonly CmsAttribute[];
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: readonly CmsAttribute[];
}

/** A SignedData as received; nothing is verified. */
export interface SignedData {
  readonly contentType: string;
  /** Content inside the structure; absent in a detached signature. */
  readonly content: Uint8Array | undefined;
  /** DER of each X.509 certificate. */
  readonly certificates: readonly Uint8Array[];
  /** DER of each CRL. */
  readonly crls: readonly Uint8Array[];
  readonly signerInfos: readonly SignerInfo[];
}

const MAXIMUM_CMS_BYTES = 32 * 1024 * 1024;
/** An official-duty signature carries three or four; a hostile one could carry tens of thousands. */
const MAXIMUM_CERTIFICATES = 200;

/**
 * Parses a ContentInfo with SignedData (RFC 5652), DER or BER, possibly padded with zero octets.
 *
 * @throws Asn1Error when it is something else
 */
export function parseSignedData(bytes: Uint8Array): SignedData {
  const root = readWhole(bytes, { maximumBytes: MAXIMUM_CMS_BYTES, zeroPadding: true });
  const info = enter(root, tag.sequence);
  const type = readOid(info.next());
  if (type !== oids.signedData)
    throw new Asn1Error("asn1.bad-value", `content type ${type} is not SignedData`);
  const explicit = enter(info.next(), contextConstructed(0));
  info.expectEnd();
  const parts = enter(explicit.next(), tag.sequence);
  explicit.expectEnd();
  const version = readSmallInteger(parts.expect(tag.integer));
  if (version !== 1 && version !== 3 && version !== 4 && version !== 5)
    throw new Asn1Error("asn1.bad-value", `SignedData version ${version}`);
  const digestAlgorithms = childrenOf(parts.expect(tag.set)).map(parseHashAlgorithm);
  const encapsulated = enter(parts.next(), tag.sequence);
  const contentType = readOid(encapsulated.next());
  const contentNode = encapsulated.optional(contextConstructed(0));
  const certificateSet = parts.optional(contextConstructed(0));
  const crlSet = parts.optional(contextConstructed(1));
  const signerInfos = childrenOf(parts.expect(tag.set)).map(parseSignerInfo);
  parts.expectEnd();
  // RFC 5652 section 5.1: plain data and signers of version 1 make version 1, whoever wrote the file.
  const plain =
    contentType === oids.data &&
    signerInfos.every(({ identifier }) => identifier.kind === "issuer-and-serial");
  const usual = plain && hasOnlySequences(certificateSet) && hasOnlySequences(crlSet);
  if (usual && version !== 1)
    throw new Asn1Error("asn1.bad-value", `SignedData version ${version} without need`);
  // RFC 5652 section 5.1 lets a verifier refuse a signer whose digest algorithm is not announced.
  for (const { digestAlgorithm } of signerInfos)
    if (!digestAlgorithms.some((announced) => sameAlgorithm(announced, digestAlgorithm)))
      throw new Asn1Error("asn1.bad-value", "digestAlgorithms does not name the signer's digest algorithm");
  return {
    contentType,
    content: contentNode === undefined ? undefined : readOctets(enter(contentNode, contentNode.tag).next()),
    certificates: sequencesIn(certificateSet),
    crls: sequencesIn(crlSet),
    signerInfos,
  };
}

/** The single value of the single attribute of this type; undefined when absent. */
export function singleValue(attributes: readonly CmsAttribute[], type: string): Asn1Node | undefined {
  const found = attributes.filter((attribute) => attribute.type === type);
  const [first] = found;
  if (first === undefined) return undefined;
  // RFC 5652 section 11: exactly one instance with exactly one value; two would let two readers see two things.
  if (found.length > 1 || first.values.length !== 1)
    throw new Asn1Error("asn1.bad-value", `attribute ${type} is repeated or empty`);
  return first.values[0];
}

function parseSignerInfo(node: Asn1Node): SignerInfo {
  const parts = enter(node, tag.sequence);
  const version = readSmallInteger(parts.expect(tag.integer));
  const identifier = parseIdentifier(parts.next());
  // RFC 5652 section 5.3: 1 with issuer and serial number, 3 with a key identifier.
  if (version !== (identifier.kind === "issuer-and-serial" ? 1 : 3))
    throw new Asn1Error("asn1.bad-value", `SignerInfo version ${version}`);
  const digestAlgorithm = parseHashAlgorithm(parts.next());
  const signed = parts.optional(contextConstructed(0));
  const scheme = parseSignatureScheme(parts.next());
  const signature = readOctets(parts.next());
  const unsigned = parts.optional(contextConstructed(1));
  parts.expectEnd();
  return {
    identifier,
    digestAlgorithm,
    signedBytes: signed === undefined ? undefined : retagged(signed),
    signedAttributes: parseAttributes(signed),
    scheme,
    signature,
    unsignedAttributes: parseAttributes(unsigned),
  };
}

function sameAlgorithm(a: SignerInfo["digestAlgorithm"], b: SignerInfo["digestAlgorithm"]): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && a.unknown === b.unknown);
}

function parseIdentifier(node: Asn1Node): SignerIdentifier {
  if (node.tag === contextPrimitive(0) || node.tag === contextConstructed(0)) {
    return { kind: "key-identifier", keyIdentifier: Buffer.from(readImplicitOctets(node)).toString("hex") };
  }
  const parts = enter(node, tag.sequence);
  const issuer = parts.expect(tag.sequence);
  const serialNumber = Buffer.from(readIntegerBytes(parts.next())).toString("hex");
  return { kind: "issuer-and-serial", issuer, serialNumber };
}

function parseAttributes(node: Asn1Node | undefined): CmsAttribute[] {
  if (node === undefined) return [];
  return childrenOf(node).map((child) => {
    const parts = enter(child, tag.sequence);
    const type = readOid(parts.next());
    return { type, values: childrenOf(parts.expect(tag.set)) };
  });
}

/** RFC 5652 section 5.4: the [0] becomes the tag of a SET; nothing else of what was received may change. */
function retagged(node: Asn1Node): Uint8Array {
  const bytes = Uint8Array.from(encoded(node));
  bytes[0] = tag.set;
  return bytes;
}

function hasOnlySequences(node: Asn1Node | undefined): boolean {
  return node === undefined || childrenOf(node).every((child) => child.tag === tag.sequence);
}

/** Certificates and CRLs are SEQUENCEs; the other choices (attribute certificates, other formats) are passed over. */
function sequencesIn(node: Asn1Node | undefined): Uint8Array[] {
  if (node === undefined || content(node).length === 0) return [];
  const members = childrenOf(node).filter((child) => child.tag === tag.sequence);
  if (members.length > MAXIMUM_CERTIFICATES)
    throw new Asn1Error("asn1.too-large", `${members.length} certificates`);
  return members.map(encoded);
}
