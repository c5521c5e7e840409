import { type OrganId, parseOrganId } from "./types.ts";
import { fromWireDate } from "./wire-dates.ts";
import { childOf, childrenOf, textOf as writtenText, type XmlNode } from "./xml/node.ts";

/** What an unusable message still tells about itself; everything may be absent. */
export interface PartialIdentity {
  readonly from?: { readonly organId: OrganId; readonly name: string };
  readonly to: readonly { readonly organId: OrganId; readonly name: string }[];
  readonly documentId?: string;
  /** Number and notation together, `45/UBND-VX`. */
  readonly symbol?: string;
  /** `yyyy-MM-dd` */
  readonly issuedDate?: string;
  readonly subject?: string;
  readonly isStatus: boolean;
}

/** Reads the identity out of whatever of the element tree there is; a message that breaks off has a tree as well. */
export function identify(root: XmlNode | undefined): PartialIdentity {
  const header = childOf(childOf(childOf(root, "edXMLEnvelope"), "edXMLHeader"), "MessageHeader");
  const from = childrenOf(header, "From").flatMap(party)[0];
  const code = childOf(header, "Code");
  const [number, notation] = [textOf(code, "CodeNumber"), textOf(code, "CodeNotation")];
  const documentId = textOf(header, "DocumentId");
  const subject = textOf(header, "Subject");
  const date = fromWireDate(textOf(childOf(header, "PromulgationInfo"), "PromulgationDate") ?? "")?.value;
  return {
    ...(from ? { from } : {}),
    to: childrenOf(header, "To").flatMap(party),
    ...(documentId === undefined ? {} : { documentId }),
    ...(number === undefined || notation === undefined ? {} : { symbol: `${number}/${notation}` }),
    ...(date === undefined ? {} : { issuedDate: date }),
    ...(subject === undefined ? {} : { subject }),
    isStatus: childOf(header, "StatusCode") !== undefined,
  };
}

/** A message that is refused for a control character is told about without it: neither screens nor tables can hold it. */
function textOf(node: XmlNode | undefined, name: string): string | undefined {
  return writtenText(node, name)
    ?.toWellFormed()
    .replace(/(?![\n\t])\p{Cc}/gu, "\ufffd");
}

function party(node: XmlNode): { organId: OrganId; name: string }[] {
  const organId = parseOrganId(textOf(node, "OrganId") ?? "");
  return organId === undefined ? [] : [{ organId, name: textOf(node, "OrganName") ?? organId }];
}
