import type { PlannedAttachment } from "./attachments/plan-attachments.ts";
import type {
  Business,
  DocumentMessage,
  EdxmlMessage,
  Organization,
  ResponseFor,
  StaffInfo,
  StatusMessage,
} from "./types.ts";
import { BUSINESS_CODE, EDXML_NAMESPACE, RECEIVER_TYPE } from "./vocabulary.ts";
import { toWireDate, toWireTimestamp } from "./wire-dates.ts";
import { escapeText } from "./xml/text.ts";

/** The XML declaration is no part of the canonical form. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A message cut where the Signature goes; everything is in canonical form (W3C xml-exc-c14n) already. */
export interface EnvelopeText {
  readonly beforeSignature: string;
  readonly afterSignature: string;
  /** Closes the root element after the attachments. */
  readonly end: string;
}

/** Writes everything of a message but Signature and attachment contents, children in the order of the standard. */
export function writeEnvelope(
  message: EdxmlMessage,
  attachments: readonly PlannedAttachment[],
): EnvelopeText {
  const open = `<edXML xmlns="${EDXML_NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="${EDXML_NAMESPACE}"><edXML:edXMLHeader>`;
  if (message.kind === "status") {
    return {
      beforeSignature: open + statusHeader(message),
      afterSignature: "</edXML:edXMLHeader></edXML:edXMLEnvelope>",
      end: "</edXML>",
    };
  }
  const references = attachments.map((a) =>
    group("Reference", [
      leaf("ContentId", a.contentId),
      leaf("ContentType", a.contentType),
      leaf("Description", a.description),
      leaf("AttachmentName", a.name),
    ]),
  );
  const body =
    references.length === 0
      ? ""
      : `<edXML:edXMLBody><edXML:edXMLManifest version="1.0">${references.join("")}</edXML:edXMLManifest></edXML:edXMLBody>`;
  const [listStart, listEnd] =
    attachments.length === 0 ? ["", ""] : ["<AttachmentEncoded>", "</AttachmentEncoded>"];
  return {
    beforeSignature: open + documentHeader(message) + traceHeaderList(message),
    afterSignature: `</edXML:edXMLHeader>${body}</edXML:edXMLEnvelope>${listStart}`,
    end: `${listEnd}</edXML>`,
  };
}

/** What stands around the base64 text of one attachment; name, type and content are always written. */
export function writeAttachmentFrame(a: PlannedAttachment): { before: string; after: string } {
  const description =
    a.description === undefined || a.description.trim() === "" ? "" : plain("Description", a.description);
  return {
    before:
      `<Attachment>${plain("ContentId", a.contentId)}${plain("AttachmentName", a.name)}${description}` +
      `${plain("ContentType", a.contentType)}<edXML:ContentTransferEncoded xmlns:edXML="${EDXML_NAMESPACE}">`,
    after: "</edXML:ContentTransferEncoded></Attachment>",
  };
}

function documentHeader(m: DocumentMessage): string {
  return group("MessageHeader", [
    organization("From", m.from),
    ...m.to.map((receiver) => organization("To", receiver)),
    leaf("DocumentId", m.documentId),
    group("Code", [leaf("CodeNumber", m.codeNumber), leaf("CodeNotation", m.codeNotation)]),
    group("PromulgationInfo", [
      leaf("Place", m.place),
      leaf("PromulgationDate", toWireDate(m.promulgationDate)),
    ]),
    group("DocumentType", [
      leaf("Type", String(m.documentType.type)),
      leaf("TypeDetail", String(m.documentType.detail)),
      leaf("TypeName", m.documentType.name),
    ]),
    leaf("Subject", m.subject),
    leaf("Content", m.content),
    group("SignerInfo", [
      leaf("Competence", m.signer.competence),
      leaf("Position", m.signer.position),
      leaf("FullName", m.signer.fullName),
    ]),
    leaf("DueDate", m.dueDate === undefined ? undefined : toWireDate(m.dueDate)),
    group("OtherInfo", [
      leaf("Priority", String(m.priority)),
      leaf("SphereOfPromulgation", m.sphereOfPromulgation),
      leaf("TyperNotation", m.typerNotation),
      leaf("PromulgationAmount", m.promulgationAmount?.toString()),
      leaf("PageAmount", m.pageAmount?.toString()),
      leaf("Direction", String(m.direction)),
      group(
        "Appendixes",
        (m.appendixes ?? []).map((text) => leaf("Appendix", text)),
      ),
      leaf("ReplyFors", m.replyFors),
      leaf("ReferenceCodes", m.referenceCodes),
    ]),
    ...(m.responseFor ?? []).map((r) => responseFor(r, "document")),
    leaf("SteeringType", String(m.steeringType)),
    ...(m.taskCodes ?? []).map((code) => group("ResponseForTask", [leaf("TaskCode", code)])),
    leaf("ApplicationType", m.applicationType),
    group(
      "ToPlaces",
      (m.toPlaces ?? []).map((place) => leaf("Place", place)),
    ),
  ]);
}

function traceHeaderList(m: DocumentMessage): string {
  const hops = m.trace.map((hop) =>
    group("TraceHeader", [leaf("OrganId", hop.organId), leaf("Timestamp", toWireTimestamp(hop.timestamp))]),
  );
  return group("TraceHeaderList", [...hops, business(m.business)]);
}

function business(b: Business): string {
  return group("Bussiness", [
    leaf("DocumentId", b.type === "recall" || b.type === "update" ? b.documentId : undefined),
    leaf("BussinessDocType", BUSINESS_CODE[b.type]),
    leaf("BussinessDocReason", b.reason),
    leaf("Paper", b.paper ? "1" : "0"),
    b.type === "update" ? updateInfo(b) : "",
    b.type === "replace" ? replacementInfo(b) : "",
    ...(b.staff ?? []).map((staff) => staffInfo(staff, "document")),
  ]);
}

function updateInfo(b: Extract<Business, { type: "update" }>): string {
  const receivers = b.receivers.map((receiver) =>
    group("Receiver", [
      leaf("OrganId", receiver.organId),
      leaf("ReceiverType", RECEIVER_TYPE[receiver.change]),
    ]),
  );
  return group("BussinessDocumentInfo", [
    leaf("DocumentInfo", b.contentChanged ? "1" : "0"),
    leaf("DocumentReceiver", b.receiversChanged ? "1" : "0"),
    group("ReceiverList", receivers),
  ]);
}

function replacementInfo(b: Extract<Business, { type: "replace" }>): string {
  const infos = b.replaced.map((info) =>
    group("ReplacementInfo", [
      leaf("DocumentId", info.documentId),
      group(
        "OrganIdList",
        info.organIds.map((id) => leaf("OrganId", id)),
      ),
    ]),
  );
  return group("ReplacementInfoList", infos);
}

function statusHeader(m: StatusMessage): string {
  return group("MessageHeader", [
    organization("From", m.from),
    responseFor(m.responseFor, "status"),
    m.staff === undefined ? "" : staffInfo(m.staff, "status"),
    leaf("StatusCode", m.statusCode),
    leaf("Description", m.description),
    leaf("Timestamp", toWireTimestamp(m.timestamp)),
  ]);
}

function organization(name: "From" | "To", o: Organization): string {
  return group(name, [
    leaf("OrganId", o.organId),
    leaf("OrganizationInCharge", o.inCharge),
    leaf("OrganName", o.name),
    leaf("OrganAdd", o.address),
    leaf("Email", o.email),
    leaf("Telephone", o.telephone),
    leaf("Fax", o.fax),
    leaf("Website", o.website),
  ]);
}

/** The two kinds of message order these children differently. */
function responseFor(r: ResponseFor, kind: "document" | "status"): string {
  const id = leaf("DocumentId", r.documentId);
  const date = leaf(
    "PromulgationDate",
    r.promulgationDate === undefined ? undefined : toWireDate(r.promulgationDate),
  );
  const last = kind === "document" ? [id, date] : [date, id];
  return group("ResponseFor", [leaf("OrganId", r.organId), leaf("Code", r.code), ...last]);
}

function staffInfo(s: StaffInfo, kind: "document" | "status"): string {
  const email = leaf("Email", s.email);
  const mobile = leaf("Mobile", s.mobile);
  return group("StaffInfo", [
    leaf("Department", s.department),
    leaf("DepartmentId", s.departmentId),
    leaf("Staff", s.staff),
    leaf("StaffId", s.staffId),
    ...(kind === "document" ? [email, mobile] : [mobile, email]),
  ]);
}

/** An element with children; nothing when all children are absent, as the official client writes no empty elements. */
function group(name: string, children: readonly string[]): string {
  const inside = children.join("");
  return inside === "" ? "" : `<edXML:${name}>${inside}</edXML:${name}>`;
}

function leaf(name: string, text: string | undefined): string {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? "" : `<edXML:${name}>${escapeText(trimmed)}</edXML:${name}>`;
}

function plain(name: string, text: string): string {
  return `<${name}>${escapeText(text.trim())}</${name}>`;
}
