/**
 * What the far side of the wire reads of an edXML message (QCVN 102:2016/BTTTT): the header only.
 * Attachments are passed over.
 */

export interface Party {
  organId: string;
  organName: string;
}

export interface Reference {
  organId: string;
  code: string;
  documentId: string;
  promulgationDate: string;
}

/** BussinessDocType: 0 new, 1 recall, 2 update, 3 replace. */
export type BusinessType = 0 | 1 | 2 | 3;

export interface EdxmlHeader {
  kind: "document" | "status";
  from: Party;
  to: Party[];
  documentId: string;
  codeNumber: string;
  codeNotation: string;
  promulgationDate: string;
  typeName: string;
  subject: string;
  dueDate: string;
  responseFor: Reference[];
  /** Two digits in a status message, empty in a document. */
  statusCode: string;
  description: string;
  timestamp: string;
  businessType: BusinessType;
  businessReason: string;
  /** The document a recall or update is about. */
  businessDocumentId: string;
  replaces: { documentId: string; organIds: string[] }[];
  attachmentNames: string[];
  /** Where the next hop writes its TraceHeader: byte offset in the message and the prefix in use there. */
  traceInsertion: { byteOffset: number; prefix: string } | undefined;
}

export type EdxmlDefect = "not-well-formed" | "has-doctype" | "not-to-standard";

/** The message cannot be read; `defect` says in which way, the message says where. */
export class UnreadableEdxml extends Error {
  readonly defect: EdxmlDefect;
  constructor(defect: EdxmlDefect, message: string) {
    super(message);
    this.name = "UnreadableEdxml";
    this.defect = defect;
  }
}

/** Collects leaf values by their path below edXMLHeader; knows nothing of XML syntax. */
export class HeaderCollector {
  readonly header: EdxmlHeader = {
    kind: "document",
    from: { organId: "", organName: "" },
    to: [],
    documentId: "",
    codeNumber: "",
    codeNotation: "",
    promulgationDate: "",
    typeName: "",
    subject: "",
    dueDate: "",
    responseFor: [],
    statusCode: "",
    description: "",
    timestamp: "",
    businessType: 0,
    businessReason: "",
    businessDocumentId: "",
    replaces: [],
    attachmentNames: [],
    traceInsertion: undefined,
  };

  /** An element of the header begins: lists get a new entry. */
  begin(path: string): void {
    if (path === "MessageHeader/To") this.header.to.push({ organId: "", organName: "" });
    if (path === "MessageHeader/ResponseFor") {
      this.header.responseFor.push({ organId: "", code: "", documentId: "", promulgationDate: "" });
    }
    if (path.endsWith("ReplacementInfoList/ReplacementInfo")) {
      this.header.replaces.push({ documentId: "", organIds: [] });
    }
  }

  /** An element of the header ended with this text (trimmed). */
  leaf(path: string, value: string): void {
    const { header } = this;
    const slash = path.indexOf("/");
    if (path.startsWith("TraceHeaderList/Bussiness/")) this.#business(path.slice(26), value);
    if (!path.startsWith("MessageHeader/")) return;
    const [group = "", field = ""] = path.slice(slash + 1).split("/");
    if (group === "From") setParty(header.from, field, value);
    else if (group === "To") setParty(header.to.at(-1), field, value);
    else if (group === "ResponseFor") setReference(header.responseFor.at(-1), field, value);
    else if (group === "DocumentId") header.documentId = value;
    else if (group === "Code" && field === "CodeNumber") header.codeNumber = value;
    else if (group === "Code" && field === "CodeNotation") header.codeNotation = value;
    else if (group === "PromulgationInfo" && field === "PromulgationDate") header.promulgationDate = value;
    else if (group === "DocumentType" && field === "TypeName") header.typeName = value;
    else if (group === "Subject") header.subject = value;
    else if (group === "DueDate") header.dueDate = value;
    else if (group === "Description") header.description = value;
    else if (group === "Timestamp") header.timestamp = value;
    else if (group === "StatusCode") {
      header.statusCode = value;
      header.kind = "status";
    }
  }

  #business(field: string, value: string): void {
    const { header } = this;
    const replacement = header.replaces.at(-1);
    if (field === "BussinessDocType") header.businessType = businessType(value);
    else if (field === "BussinessDocReason") header.businessReason = value;
    else if (field === "DocumentId") header.businessDocumentId = value;
    else if (field === "ReplacementInfoList/ReplacementInfo/DocumentId" && replacement) {
      replacement.documentId = value;
    } else if (field === "ReplacementInfoList/ReplacementInfo/OrganIdList/OrganId" && replacement) {
      replacement.organIds.push(value);
    }
  }
}

function setParty(party: Party | undefined, field: string, value: string): void {
  if (party && field === "OrganId") party.organId = value;
  if (party && field === "OrganName") party.organName = value;
}

function setReference(reference: Reference | undefined, field: string, value: string): void {
  if (!reference) return;
  if (field === "OrganId") reference.organId = value;
  else if (field === "Code") reference.code = value;
  else if (field === "DocumentId") reference.documentId = value;
  else if (field === "PromulgationDate") reference.promulgationDate = value;
}

function businessType(value: string): BusinessType {
  const type = Number(value === "" ? "0" : value);
  if (type === 0 || type === 1 || type === 2 || type === 3) return type;
  throw new UnreadableEdxml("not-to-standard", `BussinessDocType ${value} is none of 0, 1, 2, 3`);
}
