import { compact, type Interpreter } from "./interpreter.ts";
import { asWarning, mismatch, missing, quote, wrongType } from "./problems.ts";
import type { Business, ReplaceBusiness, UpdateBusiness } from "./types.ts";
import { BUSINESS_CODE, RECEIVER_TYPE } from "./vocabulary.ts";
import { childOf, childrenOf, type XmlNode } from "./xml/node.ts";

const PATH = "TraceHeaderList.Bussiness";

/**
 * Reads what a document message is for. Without a Bussiness element it is a new document.
 * @param ownDocumentId taken where a recall or update does not name the affected document
 * @returns undefined when the business type is not one of 0, 1, 2, 3: guessing it could destroy a document
 */
export function interpretBusiness(
  read: Interpreter,
  node: XmlNode | undefined,
  ownDocumentId: string,
): Business | undefined {
  if (node === undefined) return { type: "new", reason: "", paper: false };
  const code = read.text(node, "BussinessDocType", PATH);
  const staff = childrenOf(node, "StaffInfo").map((one) => read.staff(one));
  const base = compact({
    reason: read.text(node, "BussinessDocReason", PATH) ?? "",
    paper: read.boolean(read.text(node, "Paper", PATH), `${PATH}.Paper`, false),
    staff: staff.length === 0 ? undefined : staff,
  });
  const affected = () => affectedDocument(read, node, ownDocumentId);
  switch (code) {
    case BUSINESS_CODE.new:
      return { type: "new", ...base };
    case BUSINESS_CODE.recall:
      return { type: "recall", documentId: affected(), ...base };
    case BUSINESS_CODE.update:
      return { type: "update", documentId: affected(), ...base, ...updateOf(read, node) };
    case BUSINESS_CODE.replace:
      return { type: "replace", ...base, replaced: replacedBy(read, node) };
    default: {
      const path = `${PATH}.BussinessDocType`;
      const complaint = mismatch(
        path,
        `${quote(code ?? "")} phải là 0, 1, 2 hoặc 3`,
        `${quote(code ?? "")} must be 0, 1, 2 or 3`,
      );
      read.fatal.push(code === undefined ? missing(path) : complaint);
      return undefined;
    }
  }
}

function affectedDocument(read: Interpreter, node: XmlNode, ownDocumentId: string): string {
  const written = read.text(node, "DocumentId", PATH);
  if (written === undefined) read.warnings.push(asWarning(missing(`${PATH}.DocumentId`)));
  return written ?? ownDocumentId;
}

function updateOf(
  read: Interpreter,
  node: XmlNode,
): Pick<UpdateBusiness, "contentChanged" | "receiversChanged" | "receivers"> {
  const path = `${PATH}.BussinessDocumentInfo`;
  const info = childOf(node, "BussinessDocumentInfo");
  if (info === undefined) read.violations.push(missing(path));
  const list = childrenOf(childOf(info, "ReceiverList"), "Receiver");
  const receivers = list.flatMap((receiver, i) => {
    const at = `${path}.ReceiverList.Receiver[${i + 1}]`;
    const organId = read.organId(read.text(receiver, "OrganId", at), `${at}.OrganId`);
    const type = read.text(receiver, "ReceiverType", at);
    if (type !== RECEIVER_TYPE.present && type !== RECEIVER_TYPE.removed) {
      read.violations.push(
        type === undefined
          ? missing(`${at}.ReceiverType`)
          : wrongType(
              `${at}.ReceiverType`,
              `${quote(type)} phải là 0 hoặc 1`,
              `${quote(type)} must be 0 or 1`,
            ),
      );
    }
    const change = type === RECEIVER_TYPE.removed ? ("removed" as const) : ("present" as const);
    return organId === undefined ? [] : [{ organId, change }];
  });
  return {
    // Without the flag the safe reading is that the content may have changed.
    contentChanged: read.boolean(read.text(info, "DocumentInfo", path), `${path}.DocumentInfo`, true),
    receiversChanged: read.boolean(
      read.text(info, "DocumentReceiver", path),
      `${path}.DocumentReceiver`,
      receivers.length > 0,
    ),
    receivers,
  };
}

function replacedBy(read: Interpreter, node: XmlNode): ReplaceBusiness["replaced"] {
  const list = childrenOf(childOf(node, "ReplacementInfoList"), "ReplacementInfo");
  return list.map((info, i) => {
    const path = `${PATH}.ReplacementInfoList.ReplacementInfo[${i + 1}]`;
    const ids = childrenOf(childOf(info, "OrganIdList"), "OrganId");
    return {
      documentId: read.text(info, "DocumentId", path) ?? "",
      organIds: ids.flatMap((id, k) => {
        const text = id.text.trim();
        return read.organId(text === "" ? undefined : text, `${path}.OrganIdList.OrganId[${k + 1}]`) ?? [];
      }),
    };
  });
}
