import { DS } from "./names.ts";
import { descendants, elementsIn, isNamed, isWithin, type XmlElement, type XmlName } from "./node.ts";
import { XmlError } from "./xml-error.ts";

/** Where the signed parts of a message stand: names from the root down, the root's included. */
export interface XmlProfile {
  /** Exactly one element. */
  readonly header: readonly XmlName[];
  /** Any number of elements, each signed by a reference of its own; none when absent. */
  readonly attachment?: readonly XmlName[];
  /** The one element that has the Signature as a child: the header itself, or an element around the parts. */
  readonly signatureParent: readonly XmlName[];
}

/** The parts a profile wants signed: the header first, then the attachments in document order. */
export interface ProfileParts {
  readonly header: XmlElement;
  readonly attachments: readonly XmlElement[];
  readonly signatureParent: XmlElement;
  /** The one ds:Signature of the document, when there is one. */
  readonly signature: XmlElement | undefined;
}

/**
 * Finds the parts by their place, and refuses whatever could be mistaken for one: an element of the same name elsewhere,
 * a second header, a second Signature, content that no part holds.
 *
 * @throws XmlError xml.profile
 */
export function findParts(root: XmlElement, profile: XmlProfile): ProfileParts {
  const header = onlyOne(atPath(root, profile.header), "header");
  const attachments = profile.attachment === undefined ? [] : atPath(root, profile.attachment);
  const signatureParent = onlyOne(atPath(root, profile.signatureParent), "place for the Signature");
  const parts = [header, ...attachments];
  if (parts.some((part) => parts.some((other) => other !== part && isWithin(part, other))))
    throw new XmlError("xml.profile", "one part lies inside another");
  const wrappers = new Set(parts.flatMap(ancestors).concat(signatureParent, ...ancestors(signatureParent)));
  const headerName = profile.header.at(-1);
  const attachmentName = profile.attachment?.at(-1);
  const signatures: XmlElement[] = [];
  for (const element of descendants(root)) {
    if (element.attributes.some(({ prefix, local }) => prefix === "xml" && local === "base"))
      throw new XmlError("xml.profile", "xml:base");
    if (element.local === "Signature") signatures.push(element);
    if (bears(element, headerName) && element !== header)
      throw new XmlError("xml.profile", "a second header");
    if (bears(element, attachmentName) && !attachments.includes(element))
      throw new XmlError("xml.profile", "an attachment elsewhere");
  }
  const [signature, ...more] = signatures;
  if (more.length > 0) throw new XmlError("xml.profile", `${signatures.length} Signatures`);
  if (
    signature !== undefined &&
    (!isNamed(signature, DS, "Signature") || signature.parent !== signatureParent)
  )
    throw new XmlError("xml.profile", "the Signature stands elsewhere");
  for (const wrapper of wrappers) {
    if (parts.some((part) => isWithin(wrapper, part))) continue;
    const stray = elementsIn(wrapper).find(
      (child) => child !== signature && !wrappers.has(child) && !parts.includes(child),
    );
    const text = wrapper.children.some((child) => typeof child === "string" && /[^ \t\r\n]/.test(child));
    if (stray !== undefined || text || wrapper.attributes.length > 0)
      throw new XmlError("xml.profile", `content that nobody signs in ${wrapper.name}`);
  }
  return { header, attachments, signatureParent, signature };
}

function atPath(root: XmlElement, [first, ...rest]: readonly XmlName[]): XmlElement[] {
  let found = bears(root, first) ? [root] : [];
  for (const name of rest)
    found = found.flatMap((at) => elementsIn(at).filter((child) => bears(child, name)));
  return found;
}

function bears(element: XmlElement, name: XmlName | undefined): boolean {
  return name !== undefined && isNamed(element, name.uri, name.local);
}

function onlyOne(found: readonly XmlElement[], what: string): XmlElement {
  const [one, ...more] = found;
  if (one === undefined || more.length > 0)
    throw new XmlError("xml.profile", `${found.length} elements for the ${what}`);
  return one;
}

function ancestors(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let at = element.parent; at !== undefined; at = at.parent) found.push(at);
  return found;
}
