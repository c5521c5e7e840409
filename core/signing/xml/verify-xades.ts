import { hash as digestOf } from "node:crypto";
import { parseReceivedCertificates, parseReceivedCrls, parseReceivedOcsps } from "../certificates/index.ts";
import type { Failure, HashName } from "../types.ts";
import { failedJudgement, judgeValue, type ValueStamp } from "../verification/judge-value.ts";
import type { Sentence, SignatureVerdict, SigningTime } from "../verification/verdict.ts";
import { checkContent, type FileDigester, type SignedContent } from "./check-content.ts";
import { checkValue, objectionToSignature, octetsOf } from "./check-integrity.ts";
import { surroundingsOf, type VerifySignatureOptions, verdictOf } from "./judge-xml.ts";
import { DS } from "./names.ts";
import { elementsIn, isNamed, type XmlDocument, type XmlElement } from "./node.ts";
import { parseXml, type XmlLimits } from "./parse-xml.ts";
import { namedSigner, readProperties, type XadesProperties } from "./read-properties.ts";
import { type ReadSignature, readSignature } from "./read-signature.ts";
import { XmlError, type XmlErrorCode } from "./xml-error.ts";

export interface VerifyXadesOptions extends VerifySignatureOptions {
  /** Where detached signatures find their files; without it nothing beside the document is looked at. */
  readonly digestOf?: FileDigester;
  readonly limits?: XmlLimits;
}

/** The verdict on one signature. */
export interface XadesSignatureVerdict extends SignatureVerdict {
  /** Present only when it counts. */
  readonly signed: SignedContent | undefined;
  /** What its value and digests hold for, whatever its certificate is worth; undefined when one of them does not. */
  readonly intact: SignedContent | undefined;
  /** The file that is changed or absent. */
  readonly culprit: string | undefined;
}

export interface XadesVerdict {
  readonly signatures: readonly XadesSignatureVerdict[];
  /** Why the XML could not be examined. */
  readonly problem: { readonly code: XmlErrorCode; readonly detail: string } | undefined;
  readonly sentence: Sentence;
}

const MAXIMUM_SIGNATURES = 64;
/**
 * Verifies the XAdES signatures of a document or of a signature file (ETSI EN 319 132-1, EN 319 102-1): enveloped,
 * enveloping and detached. The signed properties must be signed, the data too, and the certificate be the one that the
 * signed properties name. It does not throw for bad input.
 */
export async function verifyXades(
  xml: Uint8Array | string,
  options: VerifyXadesOptions,
): Promise<XadesVerdict> {
  try {
    const document = parseXml(xml, options.limits);
    const elements = outermostSignatures(document.root);
    const signatures: XadesSignatureVerdict[] = [];
    for (const element of elements) signatures.push(await verifyOne(document, element, options));
    return { signatures, problem: undefined, sentence: sentenceOf(signatures) };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const { vi, en } = error.sentence;
    const problem = { code: error.code, detail: error.message };
    return { signatures: [], problem, sentence: { vi: `${vi}.`, en: `${en}.` } };
  }
}

/**
 * The signatures of a document that do not lie inside another one, in document order.
 *
 * @throws XmlError xml.limit
 */
export function outermostSignatures(root: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  const open = [root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    if (isNamed(element, DS, "Signature")) found.push(element);
    else open.push(...elementsIn(element).reverse());
  }
  if (found.length > MAXIMUM_SIGNATURES) throw new XmlError("xml.limit", `${found.length} signatures`);
  return found;
}

function sentenceOf(signatures: readonly XadesSignatureVerdict[]): Sentence {
  const worst = signatures.find(({ counts }) => !counts) ?? signatures[0];
  return worst?.sentence ?? { vi: "Tệp XML không có chữ ký số.", en: "The XML is not signed." };
}

async function verifyOne(
  document: XmlDocument,
  element: XmlElement,
  options: VerifyXadesOptions,
): Promise<XadesSignatureVerdict> {
  const signature = readSignature(element);
  return "ok" in signature ? refused("Signature", signature) : await judgeXades(document, signature, options);
}

/** The verdict on a signature that promises to be XAdES. */
export async function judgeXades(
  document: XmlDocument,
  signature: ReadSignature,
  options: VerifyXadesOptions,
): Promise<XadesSignatureVerdict> {
  const name = signature.id ?? "Signature";
  const properties = readProperties(signature, document);
  if ("ok" in properties) return refused(name, properties);
  const certificates = parseReceivedCertificates(signature.certificates);
  const unproven: SigningTime = {
    claimed: properties.claimed,
    proven: undefined,
    source: properties.claimed === undefined ? "none" : "claimed",
  };
  const signer = namedSigner(properties, certificates);
  if ("ok" in signer) return refused(name, signer, unproven);
  const content = await checkContent(
    document,
    signature,
    { reference: properties.reference, object: properties.signedProperties.parent?.parent },
    options.digestOf,
  );
  const broken = "ok" in content ? content : checkValue(document, signature, signer);
  const judgement = await judgeValue(
    {
      details: {
        signer,
        certificates,
        crls: properties.crls,
        stamps: stampsOf(document, signature, properties),
      },
      verify: (at) =>
        broken ?? objectionToSignature(signature, signer, at, options.algorithmPolicy) ?? { ok: true },
      unproven,
      archived: undefined,
      archivedUntil: undefined,
      warnings: [...properties.warnings, ...(signature.otherKeyInfo ? ["profile.other-key-info"] : [])],
    },
    surroundingsOf(options, {
      certificates: parseReceivedCertificates(properties.certificates),
      evidence: [...parseReceivedCrls(properties.crls), ...parseReceivedOcsps(properties.ocsps)],
    }),
  );
  const verdict = verdictOf(name, judgement);
  const intact = broken !== undefined || "ok" in content ? undefined : content;
  const culprit = "ok" in content ? content.file : undefined;
  return { ...verdict, signed: verdict.counts ? intact : undefined, intact, culprit };
}

/** The verdict on what cannot be read as far as its signer. */
export function refused(name: string, reason: Failure, time?: SigningTime): XadesSignatureVerdict {
  const unknown: SigningTime = { claimed: undefined, proven: undefined, source: "none" };
  return {
    ...verdictOf(name, failedJudgement(reason, time ?? unknown)),
    signed: undefined,
    intact: undefined,
    culprit: undefined,
  };
}

/** A signature timestamp is over the canonical form of the SignatureValue element (EN 319 132-1 section 5.3). */
function stampsOf(
  document: XmlDocument,
  signature: ReadSignature,
  properties: XadesProperties,
): ValueStamp[] {
  return properties.stamps.flatMap(({ canonical, token }) => {
    const octets = octetsOf(document, signature.valueElement, canonical);
    if ("ok" in octets) return [];
    return [{ bytes: token, imprint: (algorithm: HashName) => digestOf(algorithm, octets, "buffer") }];
  });
}
