import type { Signer } from "../types.ts";
import { canonicalise } from "./canonicalise.ts";
import { checkReference, checkValue, elementReferenced } from "./check-integrity.ts";
import { ENVELOPED, EXCLUSIVE_C14N } from "./names.ts";
import { attributeOfXml, type XmlElement } from "./node.ts";
import { parseXml, type XmlLimits } from "./parse-xml.ts";
import { readSignature } from "./read-signature.ts";
import { digestFor, ownCertificate, type PlannedReference, writeSignature } from "./write-signature.ts";
import { XmlError } from "./xml-error.ts";
import { findParts, type XmlProfile } from "./xml-profile.ts";

export interface SignXmlRequest {
  readonly profile: XmlProfile;
  readonly signer: Signer;
  readonly limits?: XmlLimits;
}

/**
 * Signs the parts of a message by a ds:Signature of the strict profile: exclusive canonical XML, one reference to the
 * header and one to each attachment, the signer's certificates inside (XMLDSig 1.1). Parts without an `Id` get one.
 *
 * @returns the whole message in canonical form, in UTF-8, with the Signature as last child of its place
 * @throws XmlError when the message is not of the profile or signed already; what the signer throws passes through
 */
export async function signXml(xml: Uint8Array | string, request: SignXmlRequest): Promise<Uint8Array> {
  const { profile, signer, limits } = request;
  const document = parseXml(xml, limits);
  const { header, attachments, signatureParent, signature } = findParts(document.root, profile);
  if (signature !== undefined) throw new XmlError("xml.already-signed", "a Signature is there already");
  let number = 0;
  const identify = (element: XmlElement): string => {
    const present = attributeOfXml(element, "Id");
    if (present !== undefined) return present;
    let value: string;
    do {
      number += 1;
      value = `part-${number}`;
    } while (document.ids.has(value));
    element.attributes.push({ name: "Id", prefix: "", local: "Id", uri: "", value });
    return value;
  };
  const references = [header, ...attachments].map((element): PlannedReference => {
    const id = identify(element);
    const transforms = element === signatureParent ? [ENVELOPED, EXCLUSIVE_C14N] : [EXCLUSIVE_C14N];
    return { uri: `#${id}`, transforms, digest: digestFor(signer, canonicalise(element, "exclusive")) };
  });
  const text = await writeSignature({ references, signer });
  signatureParent.children.push(parseXml(text).root);
  const signed = canonicalise(document.root, "exclusive");
  selfCheck(signed, request);
  return signed;
}

/** Reads the result back as a stranger would, before anyone sees it. @throws XmlError xml.self-check */
function selfCheck(signed: Uint8Array, { profile, signer, limits }: SignXmlRequest): void {
  const document = parseXml(signed, limits);
  const { signature: element } = findParts(document.root, profile);
  const signature = element && readSignature(element);
  if (signature === undefined || "ok" in signature)
    throw new XmlError("xml.self-check", signature?.detail ?? "no Signature");
  const problem = checkValue(document, signature, ownCertificate(signer));
  if (problem !== undefined) throw new XmlError("xml.self-check", problem.detail);
  for (const reference of signature.references) {
    const target = elementReferenced(document, reference.uri);
    const checked = target && checkReference(document, signature, reference, target);
    if (checked === undefined || "ok" in checked)
      throw new XmlError("xml.self-check", checked?.detail ?? `${reference.uri} is not found`);
  }
}
