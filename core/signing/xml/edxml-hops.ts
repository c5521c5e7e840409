import { checkReference } from "./check-integrity.ts";
import { descendants, elementsIn, isNamed, textOnly, type XmlDocument, type XmlElement } from "./node.ts";
import type { ReadSignature, SignedReference } from "./read-signature.ts";

/** Namespaces of edXML: QCVN 102:2016/BTTTT, and the constant of 2015 that old writers still send. */
const NAMESPACES = ["http://www.mic.gov.vn/TBT/QCVN_102_2016", "http://www.e-doc.vn/Schema/"];
/** Each more costs one more digest of the message. */
const MAXIMUM_HOPS = 4;
const MAXIMUM_TEXT = 100;

/**
 * The hops by which a signed edXML message is longer than what was signed: every station of the axis appends one
 * TraceHeader at the end of the list (QCVN 102:2016 section 2.3). Undefined when the digest differs for another reason.
 */
export function hopsAppended(
  document: XmlDocument,
  signature: ReadSignature,
  reference: SignedReference,
): readonly XmlElement[] | undefined {
  const hops = traceOf(document.root);
  const said = hops.toReversed().findIndex((hop) => !isHop(hop));
  for (let count = 1; count <= Math.min(MAXIMUM_HOPS, said < 0 ? hops.length : said); count++) {
    const appended = hops.slice(-count);
    if (!("ok" in checkReference(document, signature, reference, document.root, appended))) return appended;
  }
  return undefined;
}

/** The TraceHeaders at the end of the one list of the message, before what the business says. */
function traceOf(root: XmlElement): XmlElement[] {
  const namespace = NAMESPACES.find((uri) => root.uri === uri);
  if (namespace === undefined) return [];
  const [list, ...more] = [...descendants(root)].filter((each) =>
    isNamed(each, namespace, "TraceHeaderList"),
  );
  if (list === undefined || more.length > 0) return [];
  return elementsIn(list).filter((each) => isNamed(each, namespace, "TraceHeader"));
}

/** A station and a time, nothing that could be read as content. */
function isHop(hop: XmlElement): boolean {
  const [station, time, ...more] = elementsIn(hop);
  const text = hop.children.some((child) => typeof child === "string" && /[^ \t\r\n]/.test(child));
  return (
    !text &&
    more.length === 0 &&
    hop.attributes.length === 0 &&
    [[station, "OrganId"] as const, [time, "Timestamp"] as const].every(
      ([part, local]) =>
        part !== undefined &&
        isNamed(part, hop.uri, local) &&
        part.attributes.length === 0 &&
        (textOnly(part)?.length ?? MAXIMUM_TEXT) < MAXIMUM_TEXT,
    )
  );
}
