import { parseReceivedCertificates } from "../certificates/index.ts";
import type { Failure } from "../types.ts";
import { failedJudgement, judgeValue } from "../verification/judge-value.ts";
import type { Sentence, SignatureVerdict, SigningTime } from "../verification/verdict.ts";
import { checkReference, checkValue, elementReferenced, objectionToSignature } from "./check-integrity.ts";
import { firstCertificate, surroundingsOf, type VerifySignatureOptions, verdictOf } from "./judge-xml.ts";
import type { XmlDocument, XmlElement } from "./node.ts";
import { parseXml, type XmlLimits } from "./parse-xml.ts";
import { type ReadSignature, readSignature, type SignedReference } from "./read-signature.ts";
import { XmlError, type XmlErrorCode } from "./xml-error.ts";
import { findParts, type ProfileParts, type XmlProfile } from "./xml-profile.ts";

export interface VerifyXmlOptions extends VerifySignatureOptions {
  readonly profile: XmlProfile;
  readonly limits?: XmlLimits;
}

export interface XmlVerdict {
  /** Undefined when the message could not be examined, or carries no signature. */
  readonly signature: SignatureVerdict | undefined;
  /**
   * The very nodes that were digested; present only when the signature counts. Read the message from them, never from
   * the document again.
   */
  readonly signed: { readonly header: XmlElement; readonly attachments: readonly XmlElement[] } | undefined;
  /** Why the message could not be examined, or does not fit the profile. */
  readonly problem: { readonly code: XmlErrorCode; readonly detail: string } | undefined;
  readonly sentence: Sentence;
}

const UNSIGNED: Sentence = { vi: "Thông điệp không có chữ ký số.", en: "The message is not signed." };
const NO_TIME: SigningTime = { claimed: undefined, proven: undefined, source: "none" };

/**
 * Verifies the ds:Signature of a message against the strict profile (see `signXml`): exactly the references to header
 * and attachments, in this order, found by unique identifiers at their place in the document; RSA or ECDSA with SHA-256
 * or SHA-384; the key from the first certificate inside and from nowhere else. Anything else is refused. It does not
 * throw for bad input.
 */
export async function verifyXml(xml: Uint8Array | string, options: VerifyXmlOptions): Promise<XmlVerdict> {
  try {
    const document = parseXml(xml, options.limits);
    return await verifyParts(document, findParts(document.root, options.profile), options);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const { vi, en } = error.sentence;
    const problem = { code: error.code, detail: error.message };
    return { signature: undefined, signed: undefined, problem, sentence: { vi: `${vi}.`, en: `${en}.` } };
  }
}

async function verifyParts(
  document: XmlDocument,
  parts: ProfileParts,
  options: VerifyXmlOptions,
): Promise<XmlVerdict> {
  const nothing = { signature: undefined, signed: undefined, problem: undefined, sentence: UNSIGNED };
  if (parts.signature === undefined) return nothing;
  const signature = readSignature(parts.signature);
  if ("ok" in signature) return refused(signature);
  const outside = outsideProfile(signature);
  if (outside !== undefined) return refused(outside);
  const certificates = parseReceivedCertificates(signature.certificates);
  const signer = firstCertificate(signature, certificates);
  if (signer === undefined)
    return refused(
      failure("NO_SIGNING_CERTIFICATE_FOUND", "xml.no-certificate", "no certificate that can be read"),
    );
  const broken = checkReferences(document, parts, signature) ?? checkValue(document, signature, signer);
  const surroundings = surroundingsOf(options);
  const judgement = await judgeValue(
    {
      details: { signer, certificates, crls: [], stamps: [] },
      verify: (at) =>
        broken ?? objectionToSignature(signature, signer, at, options.algorithmPolicy) ?? { ok: true },
      unproven: NO_TIME,
      archived: undefined,
      archivedUntil: undefined,
      warnings: [],
    },
    surroundings,
  );
  const verdict = verdictOf("Signature", judgement);
  const signed = verdict.counts ? { header: parts.header, attachments: parts.attachments } : undefined;
  return { signature: verdict, signed, problem: undefined, sentence: verdict.sentence };
}

function refused(reason: Failure): XmlVerdict {
  const verdict = verdictOf("Signature", failedJudgement(reason, NO_TIME));
  return { signature: verdict, signed: undefined, problem: undefined, sentence: verdict.sentence };
}

/** What the profile forbids although XMLDSig knows it. */
function outsideProfile(signature: ReadSignature): Failure | undefined {
  const { method, references, signedInfoCanonical, objects, otherKeyInfo } = signature;
  const refuse = (detail: string) => failure("FORMAT_FAILURE", "xml.outside-profile", detail);
  if (objects.length > 0) return refuse("an Object inside the Signature");
  if (otherKeyInfo) return refuse("KeyInfo holds more than certificates");
  if (method.kind === "rsa-pss" || method.hash === "sha512") return refuse("the signature method");
  if (references.some(({ hash }) => hash === "sha512")) return refuse("a digest method");
  if (references.some(({ type }) => type !== undefined)) return refuse("a Reference with a Type");
  const forms = [signedInfoCanonical, ...references.map(({ canonical }) => canonical)];
  if (forms.some((form) => form?.mode !== "exclusive" || form.inclusivePrefixes.length > 0))
    return refuse("another canonical form");
  return undefined;
}

/** One reference for each part, in order, each to the very element that stands at its place. */
function checkReferences(
  document: XmlDocument,
  { header, attachments }: ProfileParts,
  signature: ReadSignature,
): Failure | undefined {
  const parts = [header, ...attachments];
  const { references } = signature;
  if (references.length !== parts.length) {
    const detail = `${references.length} references for ${parts.length} parts`;
    return failure("FORMAT_FAILURE", "xml.reference-set", detail);
  }
  for (const [position, part] of parts.entries()) {
    const problem = checkPart(document, signature, references[position], part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkPart(
  document: XmlDocument,
  signature: ReadSignature,
  reference: SignedReference | undefined,
  part: XmlElement,
): Failure | undefined {
  if (
    reference === undefined ||
    !reference.uri.startsWith("#") ||
    elementReferenced(document, reference.uri) !== part
  ) {
    const detail = `${reference?.uri ?? "nothing"} where ${part.name} is wanted`;
    return failure("FORMAT_FAILURE", "xml.reference-set", detail);
  }
  const checked = checkReference(document, signature, reference, part);
  return "ok" in checked ? checked : undefined;
}

function failure(subIndication: Failure["subIndication"], code: string, detail: string): Failure {
  return { ok: false, subIndication, code, detail };
}
