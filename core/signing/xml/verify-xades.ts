import { hash as digestOf } from "node:crypto";
import { parseReceivedCertificates, parseReceivedCrls, parseReceivedOcsps } from "../certificates/index.ts";
import type { Failure, HashName } from "../types.ts";
import { failedJudgement, judgeValue, type ValueStamp } from "../verification/judge-value.ts";
import type { Sentence, SignatureVerdict, SigningTime } from "../verification/verdict.ts";
import {
  checkReference,
  checkValue,
  elementReferenced,
  objectionToSignature,
  octetsOf,
} from "./check-integrity.ts";
import { surroundingsOf, type VerifySignatureOptions, verdictOf } from "./judge-xml.ts";
import { DS } from "./names.ts";
import { elementsIn, isNamed, type XmlDocument, type XmlElement } from "./node.ts";
import { parseXml, type XmlLimits } from "./parse-xml.ts";
import { namedSigner, readProperties, type XadesProperties } from "./read-properties.ts";
import { type ReadSignature, readSignature, type SignedReference } from "./read-signature.ts";
import { XmlError, type XmlErrorCode } from "./xml-error.ts";

/** The digest of a file beside the signature; undefined when there is none of that name. */
export type FileDigester = (name: string, algorithm: HashName) => Promise<Uint8Array | undefined>;

export interface VerifyXadesOptions extends VerifySignatureOptions {
  /** Where detached signatures find their files; without it nothing beside the document is looked at. */
  readonly digestOf?: FileDigester;
  readonly limits?: XmlLimits;
}

/** What a signature is over: the very nodes and bytes that were digested, and the names of files. */
export interface SignedContent {
  /** The document's root, for an enveloped signature. */
  readonly root: XmlElement | undefined;
  /** Contents of ds:Object elements. */
  readonly objects: readonly (XmlElement | Uint8Array)[];
  readonly files: readonly string[];
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
/** References inside the document cost its size each; an honest signature has one or two. */
const MAXIMUM_INNER_REFERENCES = 16;

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
    if (elements.length > MAXIMUM_SIGNATURES)
      throw new XmlError("xml.limit", `${elements.length} signatures`);
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

function outermostSignatures(root: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  const open = [root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    if (isNamed(element, DS, "Signature")) found.push(element);
    else open.push(...elementsIn(element).reverse());
  }
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
  if ("ok" in signature) return refused("Signature", signature);
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
  const content = await checkContent(document, signature, properties, options);
  const broken = "ok" in content ? content : checkValue(signature, signer);
  const judgement = await judgeValue(
    {
      details: { signer, certificates, crls: properties.crls, stamps: stampsOf(signature, properties) },
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

function refused(name: string, reason: Failure, time?: SigningTime): XadesSignatureVerdict {
  const unknown: SigningTime = { claimed: undefined, proven: undefined, source: "none" };
  return {
    ...verdictOf(name, failedJudgement(reason, time ?? unknown)),
    signed: undefined,
    intact: undefined,
    culprit: undefined,
  };
}

/** A signature timestamp is over the canonical form of the SignatureValue element (EN 319 132-1 section 5.3). */
function stampsOf(signature: ReadSignature, properties: XadesProperties): ValueStamp[] {
  return properties.stamps.flatMap(({ canonical, token }) => {
    const octets = octetsOf(signature.valueElement, canonical);
    if ("ok" in octets) return [];
    return [{ bytes: token, imprint: (algorithm: HashName) => digestOf(algorithm, octets, "buffer") }];
  });
}

interface ContentFailure extends Failure {
  readonly file?: string;
}

/** Digests everything that is referenced: the properties, and at least one object that is not part of the signature. */
async function checkContent(
  document: XmlDocument,
  signature: ReadSignature,
  properties: XadesProperties,
  options: VerifyXadesOptions,
): Promise<SignedContent | ContentFailure> {
  const inner = signature.references.filter(({ uri }) => uri === "" || uri.startsWith("#"));
  if (inner.length > MAXIMUM_INNER_REFERENCES)
    return failure(
      "FORMAT_FAILURE",
      "xml.too-many-references",
      `${inner.length} references inside the document`,
    );
  if (new Set(signature.references.map(({ uri }) => uri)).size < signature.references.length)
    return failure("FORMAT_FAILURE", "xml.reference-set", "two references to the same object");
  let root: XmlElement | undefined;
  const objects: (XmlElement | Uint8Array)[] = [];
  const files: string[] = [];
  for (const reference of signature.references) {
    if (!inner.includes(reference)) {
      const name = await checkFile(reference, options.digestOf);
      if (typeof name !== "string") return name;
      files.push(name);
      continue;
    }
    const element = elementReferenced(document, reference.uri);
    if (element === undefined)
      return failure(
        "SIGNED_DATA_NOT_FOUND",
        "xml.reference-missing",
        `${reference.uri} is not in the document`,
      );
    const checked = checkReference(signature, reference, element);
    if ("ok" in checked) return checked;
    if (reference === properties.reference) continue;
    if (element === document.root) root = element;
    else if (signature.objects.includes(element)) objects.push(checked.bytes ?? element);
    else if (!isOwnPart(element, signature))
      return failure(
        "SIG_CONSTRAINTS_FAILURE",
        "xml.partial-reference",
        `${reference.uri} is only a part of the document`,
      );
  }
  if (root === undefined && objects.length === 0 && files.length === 0)
    return failure(
      "SIGNED_DATA_NOT_FOUND",
      "xml.no-data-reference",
      "no reference to anything but the signature",
    );
  if (root === undefined && !standsAlone(signature.element))
    return failure(
      "SIG_CONSTRAINTS_FAILURE",
      "xml.partial-reference",
      "unsigned content around the signature",
    );
  return { root, objects, files };
}

/** A signature that does not cover the document must be all of it, or stand in a bare list of signatures. */
function standsAlone({ parent }: XmlElement): boolean {
  if (parent === undefined) return true;
  const bare = parent.children.every((child) =>
    typeof child === "string" ? !/[^ \t\r\n]/.test(child) : isNamed(child, DS, "Signature"),
  );
  return bare && parent.parent === undefined;
}

/** KeyInfo may be signed, too; it is no data. */
function isOwnPart(element: XmlElement, signature: ReadSignature): boolean {
  return element.parent === signature.element && isNamed(element, DS, "KeyInfo");
}

async function checkFile(
  reference: SignedReference,
  digester: FileDigester | undefined,
): Promise<string | ContentFailure> {
  const name = fileName(reference.uri);
  if (name === undefined)
    return failure("FORMAT_FAILURE", "xml.external-reference", `reference to ${reference.uri}`);
  if (reference.enveloped || reference.base64 || reference.canonical !== undefined)
    return failure("FORMAT_FAILURE", "xml.transform-refused", `a transform of the file ${name}`);
  const digest = await digester?.(name, reference.hash);
  if (digest === undefined)
    return {
      ...failure("SIGNED_DATA_NOT_FOUND", "xml.file-missing", `the signed file ${name} is absent`),
      file: name,
    };
  if (Buffer.compare(digest, reference.digest) !== 0)
    return { ...failure("HASH_FAILURE", "xml.file-differs", `${name} is not what was signed`), file: name };
  return name;
}

/** The name a relative reference means; schemes, authorities, queries and ways out of the folder are refused. */
export function fileName(uri: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:|^\/|[?#\\]/.test(uri) || uri === "") return undefined;
  try {
    const name = uri.split("/").map(decodeURIComponent).join("/");
    return name.split("/").some((part) => part === "" || part === "." || part === "..") ? undefined : name;
  } catch {
    return undefined;
  }
}

function failure(subIndication: Failure["subIndication"], code: string, detail: string): Failure {
  return { ok: false, subIndication, code, detail };
}
