import { hash as digestOf } from "node:crypto";
import { Asn1Error, enter, readIntegerBytes, readWhole, tag } from "../asn1/index.ts";
import type { Certificate } from "../certificates/index.ts";
import type { Failure } from "../types.ts";
import { decodeBase64 } from "./base64.ts";
import { DIGEST_METHODS, DS, SIGNED_PROPERTIES_TYPE, XADES } from "./names.ts";
import { attributeOfXml, elementsIn, isNamed, textOnly, type XmlDocument, type XmlElement } from "./node.ts";
import { type Canonical, type ReadSignature, readCanonical, type SignedReference } from "./read-signature.ts";

/** What XAdES adds to a ds:Signature (ETSI EN 319 132-1 section 4.3). */
export interface XadesProperties {
  readonly signedProperties: XmlElement;
  /** The reference over them. */
  readonly reference: SignedReference;
  readonly claimed: Date | undefined;
  /** Timestamps over the signature value. */
  readonly stamps: readonly { readonly canonical: Canonical; readonly token: Uint8Array }[];
  /** DER that the signature brings along as evidence. */
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocsps: readonly Uint8Array[];
  /** The Cert elements of SigningCertificateV2, or of the older SigningCertificate. */
  readonly signingCertificates: readonly XmlElement[];
  readonly warnings: readonly string[];
}

/**
 * Finds the properties of a signature. The reference to the SignedProperties must be there with its Type, mean the very
 * element inside this signature, and there must be one of each: a signature whose properties nobody signed is none.
 */
export function readProperties(signature: ReadSignature, document: XmlDocument): XadesProperties | Failure {
  const holders = signature.objects.flatMap((object) =>
    elementsIn(object).filter((element) => isNamed(element, XADES, "QualifyingProperties")),
  );
  const [qualifying, ...others] = holders;
  if (qualifying === undefined || others.length > 0)
    return malformed(`${holders.length} QualifyingProperties; exactly one is allowed`);
  if (signature.id === undefined || attributeOfXml(qualifying, "Target") !== `#${signature.id}`)
    return malformed("QualifyingProperties of another signature");
  const [signedProperties, ...more] = xadesChildren(qualifying, "SignedProperties");
  if (signedProperties === undefined || more.length > 0) return malformed("not exactly one SignedProperties");

  const typed = signature.references.filter(({ type }) => type === SIGNED_PROPERTIES_TYPE);
  const [reference] = typed;
  if (reference === undefined || typed.length > 1)
    return malformed(`${typed.length} references to SignedProperties; exactly one is wanted`);
  if (!reference.uri.startsWith("#") || document.ids.get(reference.uri.slice(1)) !== signedProperties)
    return malformed("the reference does not mean the SignedProperties of this signature");
  if (reference.base64 || reference.enveloped) return malformed("transforms of the SignedProperties");

  const signed = xadesChildren(signedProperties, "SignedSignatureProperties").flatMap(elementsIn);
  const ofName = (local: string) => signed.filter((element) => isNamed(element, XADES, local));
  const unsigned = xadesChildren(qualifying, "UnsignedProperties")
    .flatMap((element) => xadesChildren(element, "UnsignedSignatureProperties"))
    .flatMap(elementsIn);
  const second = ofName("SigningCertificateV2");
  const first = ofName("SigningCertificate");
  const claimed = claimedTime(ofName("SigningTime"));
  const stamps = readStamps(unsigned.filter((element) => isNamed(element, XADES, "SignatureTimeStamp")));
  return {
    signedProperties,
    reference,
    claimed,
    stamps: stamps.filter((stamp) => stamp !== undefined),
    ...evidenceIn(unsigned),
    signingCertificates: (second.length > 0 ? second : first).flatMap((element) =>
      xadesChildren(element, "Cert"),
    ),
    warnings: [
      ...(claimed === undefined ? ["profile.no-claimed-time"] : []),
      ...(second.length === 0 && first.length > 0 ? ["profile.signing-certificate-v1"] : []),
      ...(stamps.includes(undefined) ? ["profile.timestamp-unreadable"] : []),
      ...formatWarnings(signedProperties, signature.references, reference),
    ],
  };
}

/** The signer's certificate: the one of those inside that the first Cert of SigningCertificateV2 names. */
export function namedSigner(
  properties: XadesProperties,
  certificates: readonly Certificate[],
): Certificate | Failure {
  if (certificates.length === 0)
    return failure(
      "NO_SIGNING_CERTIFICATE_FOUND",
      "xml.no-certificate",
      "the signature carries no certificate",
    );
  const [cert] = properties.signingCertificates;
  if (cert === undefined)
    return failure(
      "SIG_CONSTRAINTS_FAILURE",
      "xml.no-signing-certificate-reference",
      "no SigningCertificateV2",
    );
  const [digest] = xadesChildren(cert, "CertDigest");
  const method = digest && dsChild(digest, "DigestMethod");
  const value = digest && dsChild(digest, "DigestValue");
  const hash = DIGEST_METHODS.get((method && attributeOfXml(method, "Algorithm")) ?? "");
  const expected = value && decodeBase64(textOnly(value) ?? "");
  if (hash === undefined || expected === undefined)
    return failure(
      "SIG_CONSTRAINTS_FAILURE",
      "xml.signing-certificate-hash",
      "SigningCertificateV2 with an unusable hash",
    );
  const named = certificates.find(({ der }) => expected.equals(digestOf(hash, der, "buffer")));
  const [issuerSerial] = xadesChildren(cert, "IssuerSerialV2");
  if (named === undefined || (issuerSerial !== undefined && !namesSerial(issuerSerial, named)))
    return failure(
      "SIG_CONSTRAINTS_FAILURE",
      "xml.other-signing-certificate",
      "SigningCertificateV2 names another certificate",
    );
  return named;
}

function namesSerial(element: XmlElement, certificate: Certificate): boolean {
  const bytes = decodeBase64(textOnly(element) ?? "");
  if (bytes === undefined) return false;
  try {
    const parts = enter(readWhole(bytes), tag.sequence);
    parts.next();
    return Buffer.from(readIntegerBytes(parts.next())).toString("hex") === certificate.serialNumber;
  } catch (error) {
    if (error instanceof Asn1Error) return false;
    throw error;
  }
}

function claimedTime(elements: readonly XmlElement[]): Date | undefined {
  const [only, ...more] = elements;
  const text = only && more.length === 0 ? textOnly(only)?.trim() : undefined;
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(text))
    return undefined;
  // XML Schema leaves the zone open; what is not said is read as UTC, never as this machine's zone.
  const time = new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function readStamps(
  elements: readonly XmlElement[],
): ({ readonly canonical: Canonical; readonly token: Uint8Array } | undefined)[] {
  return elements.map((element) => {
    const method = dsChild(element, "CanonicalizationMethod");
    const [token, ...more] = xadesChildren(element, "EncapsulatedTimeStamp");
    const canonical = method === undefined ? undefined : readCanonical(method);
    const bytes = token && more.length === 0 ? decodeBase64(textOnly(token) ?? "") : undefined;
    if (bytes === undefined || (canonical !== undefined && "ok" in canonical)) return undefined;
    return { canonical: canonical ?? { mode: "inclusive", inclusivePrefixes: [] }, token: bytes };
  });
}

/** CertificateValues and RevocationValues of the level B-LT. */
function evidenceIn(
  unsigned: readonly XmlElement[],
): Pick<XadesProperties, "certificates" | "crls" | "ocsps"> {
  const values = (outer: string, inner: string): Uint8Array[] =>
    unsigned
      .filter(({ uri, local }) => uri === XADES && local === outer)
      .flatMap((element) => [element, ...elementsIn(element)])
      .flatMap((element) => xadesChildren(element, inner))
      .flatMap((element) => decodeBase64(textOnly(element) ?? "") ?? []);
  return {
    certificates: values("CertificateValues", "EncapsulatedX509Certificate"),
    crls: values("RevocationValues", "EncapsulatedCRLValue"),
    ocsps: values("RevocationValues", "EncapsulatedOCSPValue"),
  };
}

/** Every signed object has a DataObjectFormat in the baseline (EN 319 132-1 table 2). */
function formatWarnings(
  signedProperties: XmlElement,
  references: readonly SignedReference[],
  own: SignedReference,
): string[] {
  const formats = new Set(
    xadesChildren(signedProperties, "SignedDataObjectProperties")
      .flatMap((element) => xadesChildren(element, "DataObjectFormat"))
      .map((element) => attributeOfXml(element, "ObjectReference")),
  );
  const bare = references.some(
    (each) => each !== own && (each.id === undefined || !formats.has(`#${each.id}`)),
  );
  return bare ? ["profile.no-data-object-format"] : [];
}

function xadesChildren(element: XmlElement, local: string): XmlElement[] {
  return elementsIn(element).filter((child) => isNamed(child, XADES, local));
}

function dsChild(element: XmlElement, local: string): XmlElement | undefined {
  const found = elementsIn(element).filter((child) => isNamed(child, DS, local));
  return found.length === 1 ? found[0] : undefined;
}

function malformed(detail: string): Failure {
  return failure("FORMAT_FAILURE", "xml.signed-properties", detail);
}

function failure(subIndication: Failure["subIndication"], code: string, detail: string): Failure {
  return { ok: false, subIndication, code, detail };
}
