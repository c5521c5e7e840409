import { hash } from "node:crypto";
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
  readBitStringOctets,
  readIntegerBytes,
  readOctets,
  readOid,
  readSmallInteger,
  readTime,
  readWhole,
  tag,
} from "../asn1/index.ts";
import type { HashName } from "../types.ts";
import { type Certificate, parseCertificate } from "./certificate.ts";
import { type RevokedEntry, readReason } from "./crl.ts";
import { parseName } from "./distinguished-name.ts";
import { parseExtensionList } from "./extensions.ts";
import { processCache } from "./limited-map.ts";
import { parseHashAlgorithm, parseSignatureScheme, type SignatureScheme } from "./signature-scheme.ts";

/** What a responder says about one certificate (SingleResponse, RFC 6960 section 4.2.1). */
export interface OcspAnswer {
  readonly hash: HashName | { readonly unknown: string };
  /** Hexadecimal, as the other identifiers. */
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  /** As in `Certificate.serialNumber`. */
  readonly serialNumber: string;
  readonly status: "good" | "revoked" | "unknown";
  /** Present when revoked. */
  readonly revoked: RevokedEntry | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Certificates that ended after this time are still answered for. */
  readonly archiveCutoff: Date | undefined;
}

/** A parsed, successful OCSP response. Its signature and its responder are checked by `ocspProblem`. */
export interface OcspResponse {
  readonly kind: "ocsp";
  /** DER of the whole OCSPResponse, as a /DSS keeps it. */
  readonly der: Uint8Array;
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly responder:
    | { readonly kind: "name"; readonly key: string }
    | { readonly kind: "key"; readonly hash: string };
  readonly producedAt: Date;
  readonly answers: readonly OcspAnswer[];
  /** Hexadecimal of the extension's value, when the question was echoed. */
  readonly nonce: string | undefined;
  /** Certificates that came with it; those that cannot be parsed are passed over. */
  readonly certificates: readonly Certificate[];
  /** Why it cannot be used although it is well-formed. */
  readonly unusable: string | undefined;
  readonly toBeSigned: Uint8Array;
  readonly signatureScheme: SignatureScheme;
  readonly signatureValue: Uint8Array;
}

/** One response answers for a handful of certificates; a hostile one could carry a million answers. */
const MAXIMUM_BYTES = 1024 * 1024;
const MAXIMUM_ANSWERS = 200;
const MAXIMUM_CERTIFICATES = 20;
const parsed = processCache<string, OcspResponse>(20_000);
const statusNames = ["successful", "malformedRequest", "internalError", "tryLater", "", "sigRequired"];

/**
 * Parses an OCSPResponse (RFC 6960 section 4.2.1). Cached by SHA-256.
 *
 * @throws Asn1Error when the bytes are no successful basic response
 */
export function parseOcspResponse(bytes: Uint8Array): OcspResponse {
  const fingerprint = hash("sha256", bytes, "hex");
  const known = parsed.get(fingerprint);
  if (known !== undefined) return known;
  const response = parse(Uint8Array.from(bytes), fingerprint);
  parsed.set(fingerprint, response);
  return response;
}

function parse(der: Uint8Array, fingerprint: string): OcspResponse {
  const outer = enter(readWhole(der, { maximumBytes: MAXIMUM_BYTES }), tag.sequence);
  const status = readSmallInteger(outer.expect(tag.enumerated));
  if (status !== 0) {
    const name = statusNames[status] ?? "";
    throw new Asn1Error("asn1.bad-value", `the responder answered ${name === "" ? status : name}`);
  }
  const wrapper = outer.expect(contextConstructed(0));
  outer.expectEnd();
  const typed = enter(enter(wrapper, wrapper.tag).next(), tag.sequence);
  const type = readOid(typed.next());
  if (type !== oids.ocspBasicResponse) throw new Asn1Error("asn1.bad-value", `OCSP response of type ${type}`);
  const basic = enter(readWhole(readOctets(typed.next())), tag.sequence);
  const toBeSigned = basic.expect(tag.sequence);
  const signatureScheme = parseSignatureScheme(basic.expect(tag.sequence));
  const signatureValue = readBitStringOctets(basic.next());
  const certificates = basic.optional(contextConstructed(0));
  basic.expectEnd();
  return {
    kind: "ocsp",
    der,
    fingerprint,
    ...parseData(toBeSigned),
    certificates: certificates === undefined ? [] : certificatesIn(certificates),
    toBeSigned: encoded(toBeSigned),
    signatureScheme,
    signatureValue,
  };
}

type ResponseData = Pick<OcspResponse, "responder" | "producedAt" | "answers" | "nonce" | "unusable">;

function parseData(node: Asn1Node): ResponseData {
  const parts = enter(node, tag.sequence);
  parts.optional(contextConstructed(0));
  const responder = parseResponder(parts.next());
  const producedAt = readTime(parts.expect(tag.generalizedTime));
  const members = childrenOf(parts.expect(tag.sequence));
  if (members.length > MAXIMUM_ANSWERS) throw new Asn1Error("asn1.too-large", `${members.length} answers`);
  const answers = members.map(parseAnswer);
  const tail = parts.optional(contextConstructed(1));
  parts.expectEnd();
  let nonce: string | undefined;
  let unusable = answers.map((answer) => answer.unusable).find((reason) => reason !== undefined);
  for (const extension of extensionsIn(tail)) {
    if (extension.oid === oids.ocspNonce) nonce = Buffer.from(extension.value).toString("hex");
    else if (extension.critical && extension.oid !== oids.ocspExtendedRevoke)
      unusable = `critical extension ${extension.oid}`;
  }
  return { responder, producedAt, answers, nonce, unusable };
}

function parseResponder(node: Asn1Node): OcspResponse["responder"] {
  if (node.tag === contextConstructed(1))
    return { kind: "name", key: parseName(enter(node, node.tag).next()).key };
  if (node.tag !== contextConstructed(2)) throw new Asn1Error("asn1.bad-tag", "unknown kind of responder");
  return { kind: "key", hash: Buffer.from(readOctets(enter(node, node.tag).next())).toString("hex") };
}

function parseAnswer(node: Asn1Node): OcspAnswer & { readonly unusable: string | undefined } {
  const parts = enter(node, tag.sequence);
  const id = enter(parts.next(), tag.sequence);
  const hashName = parseHashAlgorithm(id.next());
  const issuerNameHash = hex(readOctets(id.next()));
  const issuerKeyHash = hex(readOctets(id.next()));
  const serialNumber = hex(readIntegerBytes(id.next()));
  const { status, revoked } = parseStatus(parts.next());
  const thisUpdate = readTime(parts.expect(tag.generalizedTime));
  const next = parts.optional(contextConstructed(0));
  const nextUpdate = next === undefined ? undefined : readTime(enter(next, next.tag).next());
  const tail = parts.optional(contextConstructed(1));
  parts.expectEnd();
  let archiveCutoff: Date | undefined;
  let unusable: string | undefined;
  for (const extension of extensionsIn(tail)) {
    if (extension.oid === oids.ocspArchiveCutoff) archiveCutoff = readTime(readWhole(extension.value));
    else if (extension.critical) unusable = `critical extension ${extension.oid}`;
  }
  const identifiers = { hash: hashName, issuerNameHash, issuerKeyHash, serialNumber };
  return { ...identifiers, status, revoked, thisUpdate, nextUpdate, archiveCutoff, unusable };
}

function parseStatus(node: Asn1Node): Pick<OcspAnswer, "status" | "revoked"> {
  if (node.tag === contextPrimitive(0)) return { status: "good", revoked: undefined };
  if (node.tag === contextPrimitive(2)) return { status: "unknown", revoked: undefined };
  if (node.tag !== contextConstructed(1)) throw new Asn1Error("asn1.bad-tag", "unknown certificate status");
  const parts = enter(node, node.tag);
  const at = readTime(parts.expect(tag.generalizedTime));
  const reason = parts.optional(contextConstructed(0));
  parts.expectEnd();
  return {
    status: "revoked",
    revoked: {
      at,
      reason: reason === undefined ? "unspecified" : readReason(enter(reason, reason.tag).next()),
    },
  };
}

function extensionsIn(node: Asn1Node | undefined) {
  return node === undefined ? [] : parseExtensionList(enter(node, node.tag).next());
}

function certificatesIn(node: Asn1Node): Certificate[] {
  if (content(node).length === 0) return [];
  const members = childrenOf(enter(node, node.tag).next());
  if (members.length > MAXIMUM_CERTIFICATES)
    throw new Asn1Error("asn1.too-large", `${members.length} certificates`);
  return members.flatMap((member) => {
    try {
      return [parseCertificate(encoded(member))];
    } catch (error) {
      if (error instanceof Asn1Error) return [];
      throw error;
    }
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
