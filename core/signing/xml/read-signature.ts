import type { Failure, HashName } from "../types.ts";
import { decodeBase64 } from "./base64.ts";
import type { CanonicalMode } from "./canonicalise.ts";
import {
  BASE64,
  CANONICAL_MODES,
  DIGEST_METHODS,
  DS,
  ENVELOPED,
  EXCLUSIVE_C14N,
  SIGNATURE_METHODS,
  type XmlSignatureMethod,
} from "./names.ts";
import { attributeOfXml, elementsIn, isNamed, textOnly, type XmlElement } from "./node.ts";

/** How a node becomes octets. */
export interface Canonical {
  readonly mode: CanonicalMode;
  readonly inclusivePrefixes: readonly string[];
}

export interface SignedReference {
  readonly id: string | undefined;
  readonly uri: string;
  readonly type: string | undefined;
  readonly enveloped: boolean;
  readonly base64: boolean;
  /** Undefined when no transform says it. */
  readonly canonical: Canonical | undefined;
  readonly hash: HashName;
  readonly digest: Uint8Array;
}

/** A ds:Signature, read as far as possible without trusting it. */
export interface ReadSignature {
  readonly element: XmlElement;
  readonly id: string | undefined;
  readonly signedInfo: XmlElement;
  readonly signedInfoCanonical: Canonical;
  readonly method: XmlSignatureMethod;
  readonly references: readonly SignedReference[];
  readonly valueElement: XmlElement;
  readonly value: Uint8Array;
  /** DER, as they stand in KeyInfo. */
  readonly certificates: readonly Uint8Array[];
  readonly objects: readonly XmlElement[];
  /** True when KeyInfo holds anything but certificates. */
  readonly otherKeyInfo: boolean;
}

/** One reference for each file of the largest container, and some. */
const MAXIMUM_REFERENCES = 1_100;
const MAXIMUM_CERTIFICATES = 32;

/**
 * Reads a ds:Signature (XMLDSig 1.1) of the supported kind: canonical XML without comments, RSA or ECDSA with SHA-2,
 * SHA-2 digests; no XPath, no XSLT, no HMAC, no RetrievalMethod.
 *
 * @returns FORMAT_FAILURE for what is no such signature, CRYPTO_CONSTRAINTS_FAILURE for algorithms that are not accepted
 */
export function readSignature(element: XmlElement): ReadSignature | Failure {
  try {
    return read(element);
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
}

class Refusal extends Error {
  readonly failure: Failure;

  constructor(subIndication: Failure["subIndication"], code: string, detail: string) {
    super(detail);
    this.failure = { ok: false, subIndication, code, detail };
  }
}

function malformed(detail: string): Refusal {
  return new Refusal("FORMAT_FAILURE", "xml.signature-structure", detail);
}

function refusedAlgorithm(detail: string): Refusal {
  return new Refusal("CRYPTO_CONSTRAINTS_FAILURE", "xml.algorithm-refused", detail);
}

function read(element: XmlElement): ReadSignature {
  const parts = dsChildren(element);
  const [signedInfo, valueElement, ...rest] = parts;
  if (signedInfo?.local !== "SignedInfo" || valueElement?.local !== "SignatureValue")
    throw malformed("not SignedInfo and SignatureValue");
  const keyInfo = rest[0]?.local === "KeyInfo" ? rest[0] : undefined;
  const objects = keyInfo === undefined ? rest : rest.slice(1);
  if (objects.some(({ local }) => local !== "Object")) throw malformed("unknown part of the Signature");
  onlyAttributes(element, ["Id"]);
  onlyAttributes(signedInfo, ["Id"]);
  onlyAttributes(valueElement, ["Id"]);

  const [canonicalization, methodElement, ...references] = dsChildren(signedInfo);
  if (canonicalization?.local !== "CanonicalizationMethod" || methodElement?.local !== "SignatureMethod")
    throw malformed("SignedInfo without its methods");
  if (references.length === 0) throw malformed("no Reference");
  if (references.length > MAXIMUM_REFERENCES)
    throw new Refusal("FORMAT_FAILURE", "xml.too-many-references", `${references.length} references`);
  const methodUri = algorithmOf(methodElement);
  const method = SIGNATURE_METHODS.get(methodUri);
  if (method === undefined) throw refusedAlgorithm(`signature method ${methodUri}`);
  if (methodElement.children.length > 0) throw malformed("SignatureMethod with parameters");
  const keys = keyInfo === undefined ? { certificates: [], otherKeyInfo: false } : readKeyInfo(keyInfo);
  return {
    element,
    id: attributeOfXml(element, "Id"),
    signedInfo,
    signedInfoCanonical: canonicalOf(canonicalization),
    method,
    references: references.map(readReference),
    valueElement,
    value: bytesOf(valueElement),
    ...keys,
    objects,
  };
}

function readReference(element: XmlElement): SignedReference {
  if (element.local !== "Reference") throw malformed(`${element.local} in place of a Reference`);
  onlyAttributes(element, ["Id", "URI", "Type"]);
  const parts = dsChildren(element);
  const transforms = parts[0]?.local === "Transforms" ? dsChildren(parts[0]) : [];
  const [digestMethod, digestValue, ...more] = parts[0]?.local === "Transforms" ? parts.slice(1) : parts;
  if (digestMethod?.local !== "DigestMethod" || digestValue?.local !== "DigestValue" || more.length > 0)
    throw malformed("a Reference without exactly one digest");
  const uri = attributeOfXml(element, "URI");
  if (uri === undefined) throw malformed("a Reference without URI");
  const hashUri = algorithmOf(digestMethod);
  const hash = DIGEST_METHODS.get(hashUri);
  if (hash === undefined) throw refusedAlgorithm(`digest method ${hashUri}`);
  return {
    id: attributeOfXml(element, "Id"),
    uri,
    type: attributeOfXml(element, "Type"),
    ...readTransforms(transforms),
    hash,
    digest: bytesOf(digestValue),
  };
}

/** At most enveloped-signature, then one canonical form; or base64 alone. */
function readTransforms(
  transforms: readonly XmlElement[],
): Pick<SignedReference, "enveloped" | "base64" | "canonical"> {
  if (transforms.some(({ local }) => local !== "Transform")) throw malformed("unknown part of Transforms");
  const uris = transforms.map(algorithmOf);
  const enveloped = uris[0] === ENVELOPED;
  const rest = enveloped ? transforms.slice(1) : transforms;
  const [first, ...more] = rest;
  if (more.length > 0) throw transformRefused(uris);
  if (first === undefined) return { enveloped, base64: false, canonical: undefined };
  if (algorithmOf(first) === BASE64 && !enveloped && first.children.length === 0)
    return { enveloped, base64: true, canonical: undefined };
  if (!CANONICAL_MODES.has(algorithmOf(first))) throw transformRefused(uris);
  return { enveloped, base64: false, canonical: canonicalOf(first) };
}

function transformRefused(uris: readonly string[]): Refusal {
  return new Refusal("FORMAT_FAILURE", "xml.transform-refused", `transforms ${uris.join(", ")}`);
}

/** The canonical form that a CanonicalizationMethod or Transform names. */
function canonicalOf(element: XmlElement): Canonical {
  const uri = algorithmOf(element);
  const mode = CANONICAL_MODES.get(uri);
  if (mode === undefined) throw new Refusal("FORMAT_FAILURE", "xml.canonical-form-refused", `method ${uri}`);
  onlyWhiteSpace(element);
  const [inclusive, ...more] = elementsIn(element);
  if (inclusive === undefined) return { mode, inclusivePrefixes: [] };
  if (mode !== "exclusive" || more.length > 0 || !isNamed(inclusive, EXCLUSIVE_C14N, "InclusiveNamespaces"))
    throw malformed("parameters of a canonical form");
  const list = attributeOfXml(inclusive, "PrefixList") ?? "";
  const inclusivePrefixes = list.split(/\s+/).filter((prefix) => prefix !== "");
  return { mode, inclusivePrefixes: inclusivePrefixes.map((p) => (p === "#default" ? "" : p)) };
}

/** The canonical form an element such as ds:CanonicalizationMethod names, or the failure. */
export function readCanonical(element: XmlElement): Canonical | Failure {
  try {
    return canonicalOf(element);
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
}

function readKeyInfo(keyInfo: XmlElement): Pick<ReadSignature, "certificates" | "otherKeyInfo"> {
  const certificates: Uint8Array[] = [];
  let otherKeyInfo = false;
  for (const part of elementsIn(keyInfo)) {
    if (isNamed(part, DS, "RetrievalMethod"))
      throw new Refusal("FORMAT_FAILURE", "xml.retrieval-method", "a key to be fetched from elsewhere");
    if (!isNamed(part, DS, "X509Data")) {
      otherKeyInfo = true;
      continue;
    }
    for (const item of elementsIn(part)) {
      if (isNamed(item, DS, "X509Certificate")) certificates.push(bytesOf(item));
      else otherKeyInfo = true;
    }
  }
  if (certificates.length > MAXIMUM_CERTIFICATES) throw malformed(`${certificates.length} certificates`);
  return { certificates, otherKeyInfo };
}

function algorithmOf(element: XmlElement): string {
  onlyAttributes(element, ["Algorithm"]);
  return attributeOfXml(element, "Algorithm") ?? "none";
}

/** Child elements, all of them of XMLDSig, with nothing but white space between. */
function dsChildren(element: XmlElement): XmlElement[] {
  onlyWhiteSpace(element);
  const children = elementsIn(element);
  const foreign = children.find(({ uri }) => uri !== DS);
  if (foreign !== undefined) throw malformed(`${foreign.name} inside ${element.name}`);
  return children;
}

function onlyWhiteSpace(element: XmlElement): void {
  const text = element.children.find((child) => typeof child === "string" && /[^ \t\r\n]/.test(child));
  if (text !== undefined) throw malformed(`text inside ${element.name}`);
}

function onlyAttributes(element: XmlElement, allowed: readonly string[]): void {
  const other = element.attributes.find(({ uri, local }) => uri !== "" || !allowed.includes(local));
  if (other !== undefined) throw malformed(`attribute ${other.name} of ${element.name}`);
}

function bytesOf(element: XmlElement): Uint8Array {
  const text = textOnly(element);
  const bytes = text === undefined ? undefined : decodeBase64(text);
  if (bytes === undefined) throw malformed(`${element.name} is not base64`);
  return bytes;
}
