import { constants, hash as digestOf, type KeyObject, verify } from "node:crypto";
import {
  type AlgorithmPolicy,
  type Certificate,
  currentAlgorithmPolicy,
  objectionToHash,
  objectionToKey,
} from "../certificates/index.ts";
import type { Failure, HashName } from "../types.ts";
import { decodeBase64 } from "./base64.ts";
import { canonicalise, inheritsXmlAttributes } from "./canonicalise.ts";
import type { XmlSignatureMethod } from "./names.ts";
import { isWithin, textOnly, type XmlDocument, type XmlElement } from "./node.ts";
import type { Canonical, ReadSignature, SignedReference } from "./read-signature.ts";

/** What a reference of the same document digests: the very element, or the bytes its base64 text stands for. */
export interface ReferencedNode {
  readonly element: XmlElement;
  /** Present for the base64 transform. */
  readonly bytes: Uint8Array | undefined;
}

/** Finds the element a same-document reference means: "" is the root, "#x" the element whose `Id` is x. */
export function elementReferenced(document: XmlDocument, uri: string): XmlElement | undefined {
  if (uri === "") return document.root;
  return uri.startsWith("#") ? document.ids.get(uri.slice(1)) : undefined;
}

/**
 * Digests what a same-document reference means and compares; returns the very node that was digested.
 *
 * @param appended elements that nobody signed, to be left out of the digest
 */
export function checkReference(
  document: XmlDocument,
  signature: ReadSignature,
  reference: SignedReference,
  element: XmlElement,
  appended: readonly XmlElement[] = [],
): ReferencedNode | Failure {
  const holdsSignature = isWithin(signature.element, element);
  if (holdsSignature !== reference.enveloped) {
    const detail = reference.enveloped
      ? `${reference.uri} does not hold the signature`
      : `${reference.uri} holds the signature itself`;
    return failure("FORMAT_FAILURE", "xml.enveloped-mismatch", detail);
  }
  let octets: Uint8Array | undefined;
  if (reference.base64) {
    octets = decodeBase64(textOnly(element) ?? "");
    if (octets === undefined)
      return failure("FORMAT_FAILURE", "xml.signature-structure", "content is not base64");
  } else {
    const canonical = reference.canonical ?? { mode: "inclusive", inclusivePrefixes: [] };
    const without = reference.enveloped ? [signature.element, ...appended] : appended;
    const result = octetsOf(document, element, canonical, without);
    if ("ok" in result) return result;
    octets = result;
  }
  if (Buffer.compare(digestOf(reference.hash, octets, "buffer"), reference.digest) !== 0)
    return failure(
      "HASH_FAILURE",
      "xml.digest-differs",
      `${reference.uri || "the document"} is not what was signed`,
    );
  return { element, bytes: reference.base64 ? octets : undefined };
}

/** The canonical octets, unless they would depend on attributes inherited from outside. */
export function octetsOf(
  { work }: XmlDocument,
  element: XmlElement,
  { mode, inclusivePrefixes }: Canonical,
  without: readonly XmlElement[] = [],
): Uint8Array | Failure {
  if (mode === "inclusive" && inheritsXmlAttributes(element))
    return failure("FORMAT_FAILURE", "xml.inherited-attributes", "xml: attributes above the signed element");
  return canonicalise(element, mode, { without, inclusivePrefixes, work });
}

/** Checks the signature value over SignedInfo with the certificate's key. */
export function checkValue(
  document: XmlDocument,
  signature: ReadSignature,
  certificate: Certificate,
): Failure | undefined {
  const octets = octetsOf(document, signature.signedInfo, signature.signedInfoCanonical);
  if ("ok" in octets) return octets;
  if (fits(signature.method, certificate.publicKey, octets, signature.value)) return undefined;
  return failure(
    "SIG_CRYPTO_FAILURE",
    "xml.signature-wrong",
    "the signature value does not fit the certificate's key",
  );
}

/** What the algorithm policy says at that time against the signature's own functions and key. */
export function objectionToSignature(
  { method, references }: ReadSignature,
  certificate: Certificate,
  at: Date,
  policy: AlgorithmPolicy = currentAlgorithmPolicy,
): Failure | undefined {
  const hashes = new Set<HashName>([method.hash, ...references.map(({ hash }) => hash)]);
  const objection =
    [...hashes].map((hash) => objectionToHash(hash, at, policy)).find((each) => each !== undefined) ??
    objectionToKey(certificate.keyKind, at, policy);
  return objection === undefined
    ? undefined
    : failure("CRYPTO_CONSTRAINTS_FAILURE", "xml.algorithm-refused", objection);
}

function fits(method: XmlSignatureMethod, key: KeyObject, octets: Uint8Array, value: Uint8Array): boolean {
  const type = key.asymmetricKeyType;
  try {
    if (method.kind === "ecdsa")
      return type === "ec" && verify(method.hash, octets, { key, dsaEncoding: "ieee-p1363" }, value);
    if (method.kind === "rsa") return type === "rsa" && verify(method.hash, octets, key, value);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
    return (
      (type === "rsa" || type === "rsa-pss") &&
      verify(method.hash, octets, { key, padding, saltLength }, value)
    );
  } catch {
    // OpenSSL throws on values that cannot be a signature of this key.
    return false;
  }
}

function failure(subIndication: Failure["subIndication"], code: string, detail: string): Failure {
  return { ok: false, subIndication, code, detail };
}
