import { randomUUID } from "node:crypto";
import type { BusinessType, Party, Reference } from "../wire/edxml-header.ts";

/** What a simulated agency says in a document. Dates `yyyy/MM/dd`, timestamp `yyyy/MM/dd HH:mm:ss`, Vietnam time. */
export interface OutgoingDocument {
  from: Party;
  to: Party[];
  documentId: string;
  codeNumber: string;
  codeNotation: string;
  promulgationDate: string;
  typeName: string;
  subject: string;
  signer: { competence: string; position: string; fullName: string };
  dueDate: string;
  priority: number;
  responseFor: Reference[];
  business: { type: BusinessType; reason: string; documentId: string };
  replaces: { documentId: string; organIds: string[] }[];
  timestamp: string;
}

export interface OutgoingStatus {
  from: Party;
  about: Reference;
  staff: { department: string; name: string };
  statusCode: string;
  description: string;
  timestamp: string;
}

const NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016";

/** The edXML of a document with one PDF, in the element order of QCVN 102:2016. */
export function writeDocument(document: OutgoingDocument, pdf: { name: string; bytes: Buffer }): Buffer {
  const contentId = `cid:${randomUUID()}`;
  const description = "Toàn văn văn bản";
  const header =
    e("From", party(document.from)) +
    document.to.map((receiver) => e("To", party(receiver))).join("") +
    t("DocumentId", document.documentId) +
    e("Code", t("CodeNumber", document.codeNumber) + t("CodeNotation", document.codeNotation)) +
    e("PromulgationInfo", t("Place", "Hà Nội") + t("PromulgationDate", document.promulgationDate)) +
    e("DocumentType", t("Type", "2") + t("TypeDetail", "0") + t("TypeName", document.typeName)) +
    t("Subject", document.subject) +
    e("SignerInfo", signerInfo(document.signer)) +
    t("DueDate", document.dueDate) +
    e(
      "OtherInfo",
      t("Priority", String(document.priority)) + t("PageAmount", "1") + t("Direction", "false"),
    ) +
    document.responseFor.map(responseFor).join("") +
    t("SteeringType", "0") +
    e("ToPlaces", t("Place", "Như trên") + t("Place", "Lưu: VT"));
  const trace = t("OrganId", document.from.organId) + t("Timestamp", document.timestamp);
  const reference =
    t("ContentId", contentId) +
    t("ContentType", "application/pdf") +
    t("Description", description) +
    t("AttachmentName", pdf.name);
  const attachment =
    plain("ContentId", contentId) +
    plain("AttachmentName", pdf.name) +
    plain("Description", description) +
    plain("ContentType", "application/pdf") +
    `<edXML:ContentTransferEncoded xmlns:edXML="${NAMESPACE}">${pdf.bytes.toString("base64")}</edXML:ContentTransferEncoded>`;
  const envelope =
    e(
      "edXMLHeader",
      e("MessageHeader", header) + e("TraceHeaderList", e("TraceHeader", trace) + business(document)),
    ) +
    e("edXMLBody", `<edXML:edXMLManifest version="1.0">${e("Reference", reference)}</edXML:edXMLManifest>`);
  return message(envelope, `<AttachmentEncoded><Attachment>${attachment}</Attachment></AttachmentEncoded>`);
}

/** The edXML of a status message; its receiver is `about.organId`. */
export function writeStatus(status: OutgoingStatus): Buffer {
  const header =
    e("From", party(status.from)) +
    responseFor(status.about) +
    e("StaffInfo", t("Department", status.staff.department) + t("Staff", status.staff.name)) +
    t("StatusCode", status.statusCode) +
    t("Description", status.description) +
    t("Timestamp", status.timestamp);
  return message(e("edXMLHeader", e("MessageHeader", header)), "");
}

function message(envelope: string, attachments: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="${NAMESPACE}">${envelope}</edXML:edXMLEnvelope>${attachments}</edXML>`,
  );
}

function business(document: OutgoingDocument): string {
  const { type, reason, documentId } = document.business;
  const update = t("DocumentInfo", "1") + t("DocumentReceiver", "0");
  const replacements = document.replaces.map((replaced) => {
    const organs = replaced.organIds.map((organId) => t("OrganId", organId)).join("");
    return e("ReplacementInfo", t("DocumentId", replaced.documentId) + e("OrganIdList", organs));
  });
  return e(
    "Bussiness",
    t("DocumentId", documentId) +
      t("BussinessDocType", String(type)) +
      t("BussinessDocReason", reason) +
      t("Paper", "0") +
      (type === 2 ? e("BussinessDocumentInfo", update) : "") +
      (replacements.length > 0 ? e("ReplacementInfoList", replacements.join("")) : ""),
  );
}

function party({ organId, organName }: Party): string {
  return t("OrganId", organId) + t("OrganName", organName);
}

function signerInfo(signer: OutgoingDocument["signer"]): string {
  return t("Competence", signer.competence) + t("Position", signer.position) + t("FullName", signer.fullName);
}

function responseFor(reference: Reference): string {
  return e(
    "ResponseFor",
    t("OrganId", reference.organId) +
      t("Code", reference.code) +
      t("PromulgationDate", reference.promulgationDate) +
      t("DocumentId", reference.documentId),
  );
}

/** An element with children. */
function e(name: string, inner: string): string {
  return `<edXML:${name}>${inner}</edXML:${name}>`;
}

/** An element with text; empty text leaves it out. */
function t(name: string, value: string): string {
  return value === "" ? "" : e(name, escapeXml(value));
}

function plain(name: string, value: string): string {
  return `<${name}>${escapeXml(value)}</${name}>`;
}

function escapeXml(value: string): string {
  const legal = value.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
  return legal.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
