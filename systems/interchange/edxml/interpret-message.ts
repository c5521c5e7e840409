import type { ReceivedAttachment } from "./attachments/receive-attachment.ts";
import { checkMessage } from "./check-message.ts";
import { interpretDocument } from "./interpret-document.ts";
import { interpretStatus } from "./interpret-status.ts";
import { Interpreter } from "./interpreter.ts";
import { asWarning, mismatch, missing, type Problem, problem } from "./problems.ts";
import type { EdxmlMessage } from "./types.ts";
import { OLD_EDXML_NAMESPACE } from "./vocabulary.ts";
import { childOf, childrenOf, isEdxmlNamespace, textOf, type XmlNode } from "./xml/node.ts";

export interface Interpretation {
  readonly message: EdxmlMessage | undefined;
  /** Why the message cannot be used. */
  readonly fatal: Problem[];
  readonly violations: Problem[];
  readonly warnings: Problem[];
}

/**
 * Makes the typed message of an element tree: any order of children, old namespace, empty and unknown elements.
 * What can be understood is; what a strict receiver would refuse is listed as a violation.
 */
export function interpretMessage(
  root: XmlNode | undefined,
  attachments: readonly ReceivedAttachment[],
  options: { readonly today?: string },
): Interpretation {
  const read = new Interpreter();
  const message = root === undefined ? undefined : interpretRoot(read, root);
  if (message !== undefined && root !== undefined) {
    read.addAll(checkMessage(message, options));
    if (message.kind === "document") checkManifest(read, root, message.business.type, attachments);
  }
  return {
    message,
    fatal: read.fatal,
    violations: read.violations.filter(({ code }) => !isLenient(code)),
    warnings: [...read.warnings, ...read.violations.filter(({ code }) => isLenient(code)).map(asWarning)],
  };
}

/** Demanded by the order of the official client only, not by any known checker: their lack is worth a remark. */
const LENIENT: readonly RegExp[] = [
  /^N\.MessageHeader\.(DocumentType\.Type|OtherInfo\.Priority|SteeringType)$/,
  /^[NRT]\.TraceHeaderList\.(TraceHeader|Bussiness\.(BussinessDocReason|Paper))/,
  /^N\.TraceHeaderList$/,
  /^T\.MessageHeader\.DocumentType\.TypeDetail$/,
  /^R\.MessageHeader\.(From|To)\.Website$/,
];

function isLenient(code: string): boolean {
  return LENIENT.some((pattern) => pattern.test(code));
}

function interpretRoot(read: Interpreter, root: XmlNode): EdxmlMessage | undefined {
  if (root.local !== "edXML") {
    read.fatal.push(
      problem(
        "M.edXML",
        "edXML",
        `Phần tử gốc là <${root.local.slice(0, 60)}>, không phải <edXML>: đây không phải thông điệp edXML.`,
        `The root element is <${root.local.slice(0, 60)}>, not <edXML>.`,
      ),
    );
    return undefined;
  }
  if (!isEdxmlNamespace(root.uri)) {
    read.fatal.push(
      problem(
        "M.edXML.Namespace",
        "edXML",
        `Không gian tên “${root.uri.slice(0, 80)}” không phải của QCVN 102:2016.`,
        `Namespace "${root.uri.slice(0, 80)}" is not that of QCVN 102:2016.`,
      ),
    );
    return undefined;
  }
  if (root.uri === OLD_EDXML_NAMESPACE) {
    read.warnings.push(
      problem(
        "D.OldNamespace",
        "edXML",
        "Thông điệp dùng không gian tên cũ năm 2015.",
        "The message uses the namespace of 2015.",
      ),
    );
  }
  const header = childOf(childOf(root, "edXMLEnvelope"), "edXMLHeader");
  const messageHeader = childOf(header, "MessageHeader");
  if (messageHeader === undefined) {
    read.fatal.push(missing("MessageHeader"));
    return undefined;
  }
  if (childOf(header, "DigitalSignature") !== undefined) {
    read.warnings.push(
      problem(
        "D.DigitalSignature",
        "edXMLHeader.DigitalSignature",
        "Dùng thẻ DigitalSignature thay cho Signature.",
        "DigitalSignature instead of Signature.",
      ),
    );
  }
  const isStatus = childOf(messageHeader, "StatusCode") !== undefined;
  if (isStatus) return interpretStatus(read, messageHeader);
  return interpretDocument(
    read,
    messageHeader,
    childOf(header, "TraceHeaderList"),
    childOf(header, "Bussiness"),
  );
}

function checkManifest(
  read: Interpreter,
  root: XmlNode,
  type: string,
  attachments: readonly ReceivedAttachment[],
): void {
  const manifest = childOf(childOf(childOf(root, "edXMLEnvelope"), "edXMLBody"), "edXMLManifest");
  const references = childrenOf(manifest, "Reference");
  const sent = childrenOf(root, "AttachmentEncoded").flatMap((list) => childrenOf(list, "Attachment"));
  if (references.length === 0 && (type === "new" || type === "replace")) {
    read.violations.push(missing("edXMLManifest.Reference"));
  }
  if (sent.length === 0 && (type === "new" || type === "replace")) {
    read.violations.push(missing("AttachmentEncoded.Attachment"));
  }
  if (references.length !== sent.length && references.length > 0) {
    read.violations.push(
      mismatch(
        "edXMLManifest.Reference",
        `ghi ${references.length} tệp nhưng thông điệp có ${sent.length} tệp đính kèm`,
        `lists ${references.length} files but the message carries ${sent.length}`,
      ),
    );
    return;
  }
  const listed = new Set(references.map((reference) => bareId(textOf(reference, "ContentId"))));
  for (const attachment of attachments) {
    if (references.length > 0 && !listed.has(bareId(attachment.contentId))) {
      const path = `AttachmentEncoded.Attachment[${attachment.index + 1}].ContentId`;
      read.warnings.push(
        asWarning(mismatch(path, "không có trong danh mục tệp đính kèm", "does not stand in the manifest")),
      );
    }
  }
}

/** Some writers drop the scheme `cid:`. */
function bareId(contentId: string | undefined): string {
  return (contentId ?? "").replace(/^cid:/i, "");
}
