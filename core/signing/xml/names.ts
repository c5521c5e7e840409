import type { HashName } from "../types.ts";
import type { CanonicalMode } from "./canonicalise.ts";

/** Namespaces and algorithm identifiers of XMLDSig 1.1 (W3C), RFC 9231, ETSI EN 319 132-1. */
export const DS = "http://www.w3.org/2000/09/xmldsig#";
export const XADES = "http://uri.etsi.org/01903/v1.3.2#";
export const SIGNED_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties";
export const OBJECT_TYPE = "http://www.w3.org/2000/09/xmldsig#Object";
export const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
export const BASE64 = "http://www.w3.org/2000/09/xmldsig#base64";
export const EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#";

const MORE = "http://www.w3.org/2001/04/xmldsig-more#";
const MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#";

/** Those with comments are not here: what a comment says must never matter. */
export const CANONICAL_MODES: ReadonlyMap<string, CanonicalMode> = new Map([
  [EXCLUSIVE_C14N, "exclusive"],
  ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "inclusive"],
  ["http://www.w3.org/2006/12/xml-c14n11", "inclusive"],
]);

/** SHA-1 and MD5 are not among them. */
export const DIGEST_METHODS: ReadonlyMap<string, HashName> = new Map([
  ["http://www.w3.org/2001/04/xmlenc#sha256", "sha256"],
  [`${MORE}sha384`, "sha384"],
  ["http://www.w3.org/2001/04/xmlenc#sha512", "sha512"],
]);

/** How a signature value is made; no HMAC, no DSA, no SHA-1. */
export interface XmlSignatureMethod {
  readonly kind: "rsa" | "rsa-pss" | "ecdsa";
  readonly hash: HashName;
}

export const SIGNATURE_METHODS: ReadonlyMap<string, XmlSignatureMethod> = new Map(
  (["sha256", "sha384", "sha512"] as const).flatMap((hash): [string, XmlSignatureMethod][] => [
    [`${MORE}rsa-${hash}`, { kind: "rsa", hash }],
    [`${MORE}ecdsa-${hash}`, { kind: "ecdsa", hash }],
    [`${MORE_2007}${hash}-rsa-MGF1`, { kind: "rsa-pss", hash }],
  ]),
);

export function digestUri(hash: "sha256" | "sha384"): string {
  return hash === "sha256" ? "http://www.w3.org/2001/04/xmlenc#sha256" : `${MORE}sha384`;
}

export function signatureUri(
  algorithm: "rsa-sha256" | "ecdsa-sha256" | "rsa-sha384" | "ecdsa-sha384",
): string {
  return `${MORE}${algorithm}`;
}
