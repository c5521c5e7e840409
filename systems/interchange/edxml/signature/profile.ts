import { DSIG_NAMESPACE } from "../vocabulary.ts";
import type { CanonicalMode } from "../xml/canonicalizer.ts";
import type { XmlNode } from "../xml/node.ts";

export const INCLUSIVE_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
export const EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
export const ENVELOPED_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
export const SHA256_DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256";

const CANONICAL_MODES: Readonly<Record<string, CanonicalMode>> = {
  [INCLUSIVE_C14N]: "inclusive",
  [EXCLUSIVE_C14N]: "exclusive",
};

/** Digests this reader trusts; SHA-1 and MD5 are not among them. */
const DIGESTS: Readonly<Record<string, string>> = {
  [SHA256_DIGEST]: "sha256",
  "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
  "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
};

export interface SignatureAlgorithm {
  readonly uri: string;
  readonly hash: string;
  readonly key: "rsa" | "ec";
}

const MORE = "http://www.w3.org/2001/04/xmldsig-more#";
export const SIGNATURE_ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = {
  "rsa-sha256": { uri: `${MORE}rsa-sha256`, hash: "sha256", key: "rsa" },
  "rsa-sha384": { uri: `${MORE}rsa-sha384`, hash: "sha384", key: "rsa" },
  "rsa-sha512": { uri: `${MORE}rsa-sha512`, hash: "sha512", key: "rsa" },
  "ecdsa-sha256": { uri: `${MORE}ecdsa-sha256`, hash: "sha256", key: "ec" },
  "ecdsa-sha384": { uri: `${MORE}ecdsa-sha384`, hash: "sha384", key: "ec" },
};

/** What a signature of the supported profile says. */
export interface SignatureProfile {
  readonly signedInfoMode: CanonicalMode;
  readonly documentMode: CanonicalMode;
  readonly digestHash: string;
  readonly digestValue: Buffer;
  readonly algorithm: SignatureAlgorithm;
  readonly signatureValue: Buffer;
  /** DER, the signer's certificate first. */
  readonly certificates: readonly Buffer[];
}

/**
 * Reads a ds:Signature of the narrow profile: one Reference to the whole message (URI="") with the enveloped-signature
 * transform and canonical XML, key from the certificate inside only.
 * @returns the profile, or in one short English phrase why it is not supported
 */
export function readSignatureProfile(signature: XmlNode): SignatureProfile | string {
  const signedInfo = only(signature, "SignedInfo");
  const reference = only(signedInfo, "Reference");
  if (signedInfo === undefined || reference === undefined)
    return "not exactly one SignedInfo with one Reference";
  const algorithmUri = algorithmOf(only(signedInfo, "SignatureMethod"));
  const algorithm = Object.values(SIGNATURE_ALGORITHMS).find(({ uri }) => uri === algorithmUri);
  if (algorithm === undefined) return `signature method ${algorithmUri || "missing"}`;
  const canonicalization = only(signedInfo, "CanonicalizationMethod");
  const signedInfoMode = canonicalMode(canonicalization);
  if (signedInfoMode === undefined) return `canonicalization ${algorithmOf(canonicalization) || "missing"}`;
  if (reference.attributes.find(({ local }) => local === "URI")?.value !== "")
    return "the reference is not to the whole message";
  const transforms = only(reference, "Transforms")?.children ?? [];
  const [enveloped, canonical, ...more] = transforms;
  if (enveloped === undefined || algorithmOf(enveloped) !== ENVELOPED_SIGNATURE || more.length > 0) {
    return "transforms other than enveloped-signature and canonical XML";
  }
  const documentMode = canonical === undefined ? "inclusive" : canonicalMode(canonical);
  if (documentMode === undefined) return `transform ${algorithmOf(canonical) || "missing"}`;
  const digestUri = algorithmOf(only(reference, "DigestMethod"));
  const digestHash = Object.hasOwn(DIGESTS, digestUri) ? DIGESTS[digestUri] : undefined;
  if (digestHash === undefined) return `digest method ${digestUri || "missing"}`;
  const certificates = dsigChildren(only(only(signature, "KeyInfo"), "X509Data"), "X509Certificate").map(
    bytesOf,
  );
  if (certificates.length === 0) return "no certificate inside";
  return {
    signedInfoMode,
    documentMode,
    digestHash,
    digestValue: bytesOf(only(reference, "DigestValue")),
    algorithm,
    signatureValue: bytesOf(only(signature, "SignatureValue")),
    certificates,
  };
}

function canonicalMode(node: XmlNode | undefined): CanonicalMode | undefined {
  const uri = algorithmOf(node);
  // InclusiveNamespaces/PrefixList would change the octets; it is outside the profile.
  if (node === undefined || node.children.length > 0 || !Object.hasOwn(CANONICAL_MODES, uri))
    return undefined;
  return CANONICAL_MODES[uri];
}

function algorithmOf(node: XmlNode | undefined): string {
  return node?.attributes.find(({ local }) => local === "Algorithm")?.value ?? "";
}

function only(node: XmlNode | undefined, local: string): XmlNode | undefined {
  const found = dsigChildren(node, local);
  return found.length === 1 ? found[0] : undefined;
}

function dsigChildren(node: XmlNode | undefined, local: string): XmlNode[] {
  return node?.children.filter((child) => child.local === local && child.uri === DSIG_NAMESPACE) ?? [];
}

function bytesOf(node: XmlNode | undefined): Buffer {
  return Buffer.from(node?.text ?? "", "base64");
}
