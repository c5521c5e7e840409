import { hash as digestOf } from "node:crypto";
import { enter, readIntegerBytes, readWhole, tag } from "../asn1/index.ts";
import { type Certificate, parseCertificate } from "../certificates/index.ts";
import { digestAlgorithmOf } from "../cms/index.ts";
import type { Signer } from "../types.ts";
import { escapeAttribute } from "./escape.ts";
import { DS, digestUri, EXCLUSIVE_C14N, signatureUri } from "./names.ts";
import { XmlError } from "./xml-error.ts";

/** One reference to be signed. */
export interface PlannedReference {
  readonly id?: string;
  readonly uri: string;
  readonly type?: string;
  /** Identifiers of the transforms, in order. */
  readonly transforms: readonly string[];
  /** Made with the hash function of the signer's algorithm. */
  readonly digest: Uint8Array;
}

export interface SignatureText {
  readonly id?: string;
  readonly references: readonly PlannedReference[];
  readonly signer: Signer;
  /** ds:Object elements, made when the signature value is known. */
  readonly objects?: (value: SignatureValue) => Promise<string>;
}

/** The signature value and the canonical text of its element, which a signature timestamp is over. */
export interface SignatureValue {
  readonly elementText: string;
}

/**
 * Signs the references and writes the ds:Signature. Every signed part is written in exclusive canonical form, with its
 * declarations on it, so that its octets are the text itself wherever it is put.
 *
 * @throws XmlError xml.signer when the key cannot make XML signatures; what the signer throws passes through
 */
export async function writeSignature({ id, references, signer, objects }: SignatureText): Promise<string> {
  const certificate = ownCertificate(signer);
  const signedInfo =
    open("ds:SignedInfo", { "xmlns:ds": DS }) +
    algorithm("CanonicalizationMethod", EXCLUSIVE_C14N) +
    algorithm("SignatureMethod", signatureUri(signer.algorithm)) +
    references.map((reference) => writeReference(reference, signer)).join("") +
    "</ds:SignedInfo>";
  const raw = await signer.sign(Buffer.from(signedInfo, "utf8"));
  const value = signer.algorithm.startsWith("ecdsa") ? plainSignature(raw, certificate) : Buffer.from(raw);
  const elementText =
    open("ds:SignatureValue", { "xmlns:ds": DS, ...(id === undefined ? {} : { Id: `${id}-value` }) }) +
    `${value.toString("base64")}</ds:SignatureValue>`;
  const certificates = signer.certificates
    .map((der) => `<ds:X509Certificate>${Buffer.from(der).toString("base64")}</ds:X509Certificate>`)
    .join("");
  const rest = objects === undefined ? "" : await objects({ elementText });
  return (
    open("ds:Signature", { "xmlns:ds": DS, ...(id === undefined ? {} : { Id: id }) }) +
    `${signedInfo}${elementText}<ds:KeyInfo><ds:X509Data>${certificates}</ds:X509Data></ds:KeyInfo>${rest}</ds:Signature>`
  );
}

/** A digest with the function of the signer's algorithm. */
export function digestFor(signer: Signer, octets: Uint8Array): Buffer {
  return digestOf(digestAlgorithmOf(signer.algorithm), octets, "buffer");
}

/** The signer's own certificate. @throws XmlError xml.signer */
export function ownCertificate(signer: Signer): Certificate {
  const [own] = signer.certificates;
  if (own === undefined) throw new XmlError("xml.signer", "the signer has no certificate");
  return parseCertificate(own);
}

/** A start tag in canonical form; give declarations first, then attributes by name. */
export function open(name: string, attributes: Readonly<Record<string, string>> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  return `<${name}${written.join("")}>`;
}

/** ds:NAME with an Algorithm. @param declared true where the prefix is not declared by an ancestor in the same octets */
export function algorithm(name: string, uri: string, declared = false): string {
  return `${open(`ds:${name}`, { ...(declared ? { "xmlns:ds": DS } : {}), Algorithm: uri })}</ds:${name}>`;
}

function writeReference({ id, uri, type, transforms, digest }: PlannedReference, signer: Signer): string {
  const attributes = {
    ...(id === undefined ? {} : { Id: id }),
    ...(type === undefined ? {} : { Type: type }),
    URI: uri,
  };
  const list = transforms.map((transform) => algorithm("Transform", transform)).join("");
  return (
    open("ds:Reference", attributes) +
    (list === "" ? "" : `<ds:Transforms>${list}</ds:Transforms>`) +
    algorithm("DigestMethod", digestUri(digestAlgorithmOf(signer.algorithm))) +
    `<ds:DigestValue>${Buffer.from(digest).toString("base64")}</ds:DigestValue></ds:Reference>`
  );
}

/** XML holds r and s side by side, each as wide as the curve (RFC 9231 section 2.3.6); signers give DER. */
function plainSignature(der: Uint8Array, { keyKind }: Certificate): Buffer {
  if (keyKind.kind !== "ec") throw new XmlError("xml.signer", "an ECDSA signer whose key is none");
  const width = Math.ceil(keyKind.bits / 8);
  const parts = enter(readWhole(der), tag.sequence);
  return Buffer.concat(
    [parts.next(), parts.next()].map((node) => {
      const digits = Buffer.from(readIntegerBytes(node));
      const lead = digits.findIndex((byte) => byte !== 0);
      const significant = digits.subarray(lead < 0 ? digits.length : lead);
      if (significant.length > width) throw new XmlError("xml.signer", "a signature of another curve");
      return Buffer.concat([Buffer.alloc(width - significant.length), significant]);
    }),
  );
}
