import { parseReceivedCertificates } from "../certificates/index.ts";
import { documentStatus, statusOfProblem } from "../verification/document-status.ts";
import { judgeValue } from "../verification/judge-value.ts";
import { documentSentence } from "../verification/sentences.ts";
import type { DocumentStatus, Sentence, SignatureVerdict, SigningTime } from "../verification/verdict.ts";
import { checkContent } from "./check-content.ts";
import { checkValue, objectionToSignature } from "./check-integrity.ts";
import { firstCertificate, surroundingsOf, type VerifySignatureOptions, verdictOf } from "./judge-xml.ts";
import { DS, XADES } from "./names.ts";
import { descendants, elementsIn, isNamed, type XmlDocument, type XmlElement } from "./node.ts";
import { parseXml, type XmlLimits } from "./parse-xml.ts";
import { type ReadSignature, readSignature } from "./read-signature.ts";
import { apartSentence, hopsSentence, partSentence } from "./sentences.ts";
import { judgeXades, outermostSignatures, refused, type XadesSignatureVerdict } from "./verify-xades.ts";
import { XmlError, type XmlErrorCode } from "./xml-error.ts";

export interface VerifyXmlFileOptions extends VerifySignatureOptions {
  readonly limits?: XmlLimits;
}

export interface XmlFileSignatureVerdict extends SignatureVerdict {
  readonly form: "xades" | "xmldsig";
  /** Files beside the document that it is over; they were not looked at. */
  readonly files: readonly string[];
}

/** The verdict on an XML file; of the shape of a PDF's. */
export interface XmlFileVerdict {
  readonly status: DocumentStatus;
  readonly signatures: readonly XmlFileSignatureVerdict[];
  /** Stable codes of oddities that do not decide. */
  readonly warnings: readonly string[];
  readonly problem: { readonly code: XmlErrorCode; readonly detail: string } | undefined;
  readonly trustListVersion: string;
  readonly sentence: Sentence;
}

const NO_TIME: SigningTime = { claimed: undefined, proven: undefined, source: "none" };

/**
 * Verifies all signatures of an XML file that stands alone: XAdES (EN 319 132-1) and plain XMLDSig, enveloped and
 * enveloping, messages of edXML among them. A signature holds only when it is over the whole document, or is the whole
 * document itself; nothing outside the file is ever fetched. It does not throw for bad input.
 *
 * @param xml the file, UTF-8, with or without byte order mark
 */
export async function verifyXmlFile(xml: Uint8Array, options: VerifyXmlFileOptions): Promise<XmlFileVerdict> {
  const { version } = options.trust;
  try {
    const document = parseXml(xml, options.limits);
    const elements = outermostSignatures(document.root).filter((element) => !isEmpty(element));
    const signatures: XmlFileSignatureVerdict[] = [];
    for (const [index, element] of elements.entries())
      signatures.push(await judge(document, element, `Signature ${index + 1}`, options));
    const status = documentStatus(signatures);
    return {
      status,
      signatures,
      warnings: hasForeignSignature(document) ? ["xml.foreign-signature"] : [],
      problem: undefined,
      trustListVersion: version,
      sentence: documentSentence(status, signatures),
    };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const { vi, en } = error.sentence;
    return {
      status: statusOfProblem(error.code),
      signatures: [],
      warnings: [],
      problem: { code: error.code, detail: error.message },
      trustListVersion: version,
      sentence: { vi: `${vi}.`, en: `${en}.` },
    };
  }
}

/** The place for a signature in a message that nobody signed (QCVN 102:2016). */
function isEmpty(element: XmlElement): boolean {
  return element.children.every((child) => typeof child === "string" && !/[^ \t\r\n]/.test(child));
}

/** The official client of edXML writes a Signature into its own namespace, where no program verifies it. */
function hasForeignSignature({ root }: XmlDocument): boolean {
  for (const element of descendants(root))
    if (element.local === "Signature" && element.uri !== DS && !isEmpty(element)) return true;
  return false;
}

async function judge(
  document: XmlDocument,
  element: XmlElement,
  name: string,
  options: VerifyXmlFileOptions,
): Promise<XmlFileSignatureVerdict> {
  const signature = readSignature(element);
  if ("ok" in signature) return finish(refused(name, signature), "xmldsig");
  if (promisesXades(signature)) return finish(await judgeXades(document, signature, options), "xades");
  return finish(await judgePlain(document, signature, signature.id ?? name, options), "xmldsig");
}

function promisesXades({ objects }: ReadSignature): boolean {
  return objects.some((object) =>
    elementsIn(object).some((element) => isNamed(element, XADES, "QualifyingProperties")),
  );
}

/** A plain ds:Signature: the key from the first certificate inside and from nowhere else, no time. */
async function judgePlain(
  document: XmlDocument,
  signature: ReadSignature,
  name: string,
  options: VerifyXmlFileOptions,
): Promise<XadesSignatureVerdict> {
  const certificates = parseReceivedCertificates(signature.certificates);
  const signer = firstCertificate(signature, certificates);
  if (signer === undefined)
    return refused(name, {
      ok: false,
      subIndication: "NO_SIGNING_CERTIFICATE_FOUND",
      code: "xml.no-certificate",
      detail: "no certificate that can be read",
    });
  const content = await checkContent(document, signature, undefined, undefined);
  const broken = "ok" in content ? content : checkValue(document, signature, signer);
  const judgement = await judgeValue(
    {
      details: { signer, certificates, crls: [], stamps: [] },
      verify: (at) =>
        broken ?? objectionToSignature(signature, signer, at, options.algorithmPolicy) ?? { ok: true },
      unproven: NO_TIME,
      archived: undefined,
      archivedUntil: undefined,
      warnings: signature.otherKeyInfo ? ["profile.other-key-info"] : [],
    },
    surroundingsOf(options),
  );
  const verdict = verdictOf(name, judgement);
  const intact = broken !== undefined || "ok" in content ? undefined : content;
  const culprit = "ok" in content ? content.file : undefined;
  return { ...verdict, signed: verdict.counts ? intact : undefined, intact, culprit };
}

/** Says what the signature is over, when that is not simply the whole file. */
function finish(
  { signed, intact, culprit, ...verdict }: XadesSignatureVerdict,
  form: XmlFileSignatureVerdict["form"],
): XmlFileSignatureVerdict {
  const { appended = [], files = [] } = intact ?? {};
  const apart = culprit !== undefined && verdict.failedCheck === "xml.file-missing";
  const part = apart || verdict.failedCheck === "xml.partial-reference";
  const coverage = part || appended.length > 0 ? ({ kind: "part" } as const) : verdict.coverage;
  const made = { ...verdict, coverage, form, files };
  if (apart) return { ...made, sentence: apartSentence(verdict.signer?.name, culprit) };
  if (part) return { ...made, sentence: partSentence(verdict.signer?.name) };
  if (signed === undefined || appended.length === 0) return made;
  const sentence = hopsSentence(verdict.signer?.name, appended.length);
  return { ...made, warnings: [...verdict.warnings, "xml.hops-appended"], sentence };
}
