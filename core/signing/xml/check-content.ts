import type { Failure, HashName } from "../types.ts";
import { checkReference, elementReferenced } from "./check-integrity.ts";
import { hopsAppended } from "./edxml-hops.ts";
import { DS } from "./names.ts";
import { elementsIn, isNamed, type XmlDocument, type XmlElement } from "./node.ts";
import type { ReadSignature, SignedReference } from "./read-signature.ts";

/** The digest of a file beside the signature; undefined when there is none of that name. */
export type FileDigester = (name: string, algorithm: HashName) => Promise<Uint8Array | undefined>;

/** What a signature is over: the very nodes and bytes that were digested, and the names of files. */
export interface SignedContent {
  /** The document's root, for an enveloped signature. */
  readonly root: XmlElement | undefined;
  /** Contents of ds:Object elements. */
  readonly objects: readonly (XmlElement | Uint8Array)[];
  readonly files: readonly string[];
  /** Elements of the root that were appended after signing by carriers, which the format permits; nobody signed them. */
  readonly appended: readonly XmlElement[];
}

export interface ContentFailure extends Failure {
  /** The file that is changed or absent. */
  readonly file?: string;
}

/** What of a signature is its own: the reference to its properties, and the Object that holds them. */
export interface OwnParts {
  readonly reference: SignedReference;
  readonly object: XmlElement | undefined;
}

/** An honest signature has one or two. */
const MAXIMUM_INNER_REFERENCES = 16;

/**
 * Digests everything that is referenced: the signature's own properties, and at least one object that is not part of it.
 * What stands in the Signature and is not signed, a part of the document, and a second reference to the same object are
 * refused: a reader could take them for what was signed.
 *
 * @param own undefined for a plain ds:Signature, which has no properties
 * @param digestOf where files beside the document are found; without it every one is absent
 */
export async function checkContent(
  document: XmlDocument,
  signature: ReadSignature,
  own: OwnParts | undefined,
  digestOf: FileDigester | undefined,
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
  const meant = new Set<XmlElement>();
  let root: XmlElement | undefined;
  let appended: readonly XmlElement[] = [];
  const objects: (XmlElement | Uint8Array)[] = [];
  const files: string[] = [];
  for (const reference of signature.references) {
    if (!inner.includes(reference)) {
      const name = await checkFile(reference, digestOf);
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
    if (meant.has(element))
      return failure("FORMAT_FAILURE", "xml.reference-set", "two references to the same object");
    meant.add(element);
    const isData = element === document.root || signature.objects.includes(element);
    if (!isData && reference !== own?.reference && !isKeyInfo(element, signature))
      return failure(
        "SIG_CONSTRAINTS_FAILURE",
        "xml.partial-reference",
        `${reference.uri} is only a part of the document`,
      );
    const checked = checkReference(document, signature, reference, element);
    if ("ok" in checked) {
      const hops = element === document.root ? hopsAppended(document, signature, reference) : undefined;
      if (checked.subIndication !== "HASH_FAILURE" || hops === undefined) return checked;
      appended = hops;
    }
    if (element === document.root) root = element;
    else if (isData && reference !== own?.reference)
      objects.push("ok" in checked ? element : (checked.bytes ?? element));
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
  const unsigned = signature.objects.find((object) => !meant.has(object) && object !== own?.object);
  if (unsigned !== undefined || (own?.object !== undefined && hasMore(own.object)))
    return failure("SIG_CONSTRAINTS_FAILURE", "xml.unsigned-object", "content in the signature, not signed");
  return { root, objects, files, appended };
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
function isKeyInfo(element: XmlElement, signature: ReadSignature): boolean {
  return element.parent === signature.element && isNamed(element, DS, "KeyInfo");
}

/** The Object of the properties holds them and nothing else (EN 319 132-1 section 4.4.2). */
function hasMore(object: XmlElement): boolean {
  const text = object.children.some((child) => typeof child === "string" && /[^ \t\r\n]/.test(child));
  return text || elementsIn(object).length !== 1;
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
