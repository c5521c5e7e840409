/**
 * The typed edXML message: QCVN 102:2016/BTTTT (amended by TT 01/2022/TT-BTTTT) as used on the national document
 * interchange axis. Two shapes travel: a document (new, recall, update, replace) and a status message.
 */

declare const organIdBrand: unique symbol;

/** Code of an organisation on the wire, in either style: `000.00.14.H34` (QCVN 102) or `H34.14` (QĐ 20/2020). */
export type OrganId = string & { readonly [organIdBrand]: "OrganId" };

/** Calendar date in Vietnam, `yyyy-MM-dd` (the wire writes `yyyy/MM/dd`). */
export type LocalDate = string;

/** Moment in Vietnam time to the second, `yyyy-MM-ddTHH:mm:ss+07:00` (the wire writes `yyyy/MM/dd HH:mm:ss`). */
export type LocalTimestamp = string;

const QCVN_102 = /^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$/;
const QD_20 = /^[0-9A-Z]+(?:\.[0-9A-Z]+)*$/;

/** Groups of digits before a level-1 group: a broken 13-character code (000.1137.H53), not a code of QĐ 20. */
const BROKEN_QCVN_102 = /^\d[\d.]*\.[A-Z]\d{2}$/;

/** True for a code of either style; QĐ 20 codes have at most 35 characters. */
export function isOrganId(value: string): value is OrganId {
  if (QCVN_102.test(value)) return true;
  return value.length <= 35 && QD_20.test(value) && !BROKEN_QCVN_102.test(value);
}

/** Parses an organisation code (surrounding blanks ignored); undefined when it is neither style. */
export function parseOrganId(value: string): OrganId | undefined {
  const trimmed = value.trim();
  return isOrganId(trimmed) ? trimmed : undefined;
}

/** Which of the two code systems a code is written in; conversion between them is by table only. */
export function organIdStyle(id: OrganId): "qcvn102" | "qd20" {
  return QCVN_102.test(id) ? "qcvn102" : "qd20";
}

export interface Organization {
  readonly organId: OrganId;
  /** Cơ quan chủ quản. */
  readonly inCharge?: string;
  readonly name: string;
  readonly address?: string;
  readonly email?: string;
  readonly telephone?: string;
  readonly fax?: string;
  readonly website?: string;
}

export interface StaffInfo {
  readonly department?: string;
  readonly departmentId?: string;
  readonly staff?: string;
  readonly staffId?: string;
  readonly email?: string;
  readonly mobile?: string;
}

/** The document that this message answers or reports on. */
export interface ResponseFor {
  readonly organId: OrganId;
  /** Number and notation together, `45/UBND-VX`. */
  readonly code: string;
  readonly documentId: string;
  readonly promulgationDate?: LocalDate;
}

/** 0 Thường, 1 Khẩn, 2 Thượng khẩn, 3 Hỏa tốc, 4 Hỏa tốc hẹn giờ. */
export type Priority = 0 | 1 | 2 | 3 | 4;
/** 0 not steering, 1 steering (chỉ đạo), 2 report on steering. */
export type SteeringType = 0 | 1 | 2;

export interface TraceHeader {
  readonly organId: OrganId;
  readonly timestamp: LocalTimestamp;
}

interface BusinessBase {
  readonly reason: string;
  /** A paper copy is sent as well (QĐ 28/2018 Art. 5.3, 7.2). */
  readonly paper: boolean;
  /** Clerks who sent it. */
  readonly staff?: readonly StaffInfo[];
}

export interface NewBusiness extends BusinessBase {
  readonly type: "new";
}
export interface RecallBusiness extends BusinessBase {
  readonly type: "recall";
  /** DocumentId of the document that is taken back. */
  readonly documentId: string;
}
export interface UpdateBusiness extends BusinessBase {
  readonly type: "update";
  /** DocumentId of the document that changes. */
  readonly documentId: string;
  readonly contentChanged: boolean;
  readonly receiversChanged: boolean;
  readonly receivers: readonly { readonly organId: OrganId; readonly change: ReceiverChange }[];
}
export interface ReplaceBusiness extends BusinessBase {
  readonly type: "replace";
  readonly replaced: readonly { readonly documentId: string; readonly organIds: readonly OrganId[] }[];
}
export type Business = NewBusiness | RecallBusiness | UpdateBusiness | ReplaceBusiness;
export type BusinessType = Business["type"];
export type ReceiverChange = "removed" | "present";

export interface DocumentMessage {
  readonly kind: "document";
  readonly from: Organization;
  readonly to: readonly Organization[];
  /** `{OrganId},{yyyy/MM/dd},{số}/{ký hiệu}`; opaque when read. */
  readonly documentId: string;
  readonly codeNumber: string;
  readonly codeNotation: string;
  readonly place?: string;
  readonly promulgationDate: LocalDate;
  readonly documentType: { readonly type: 1 | 2; readonly detail: number; readonly name: string };
  /** Trích yếu. */
  readonly subject: string;
  readonly content?: string;
  readonly signer: { readonly competence?: string; readonly position?: string; readonly fullName: string };
  readonly dueDate?: LocalDate;
  readonly priority: Priority;
  readonly sphereOfPromulgation?: string;
  readonly typerNotation?: string;
  readonly promulgationAmount?: number;
  readonly pageAmount?: number;
  readonly direction: boolean;
  readonly appendixes?: readonly string[];
  readonly replyFors?: string;
  readonly referenceCodes?: string;
  readonly responseFor?: readonly ResponseFor[];
  readonly steeringType: SteeringType;
  readonly taskCodes?: readonly string[];
  readonly applicationType?: string;
  /** Lines of "Nơi nhận". */
  readonly toPlaces?: readonly string[];
  /** One entry per hop, oldest first. */
  readonly trace: readonly TraceHeader[];
  readonly business: Business;
}

export type StatusCode = "01" | "02" | "03" | "04" | "05" | "06" | "13" | "15" | "16";

export interface StatusMessage {
  readonly kind: "status";
  readonly from: Organization;
  /** Its organId is the receiver of the status; there is no To element. */
  readonly responseFor: ResponseFor;
  readonly staff?: StaffInfo;
  readonly statusCode: StatusCode;
  readonly description?: string;
  readonly timestamp: LocalTimestamp;
}

export type EdxmlMessage = DocumentMessage | StatusMessage;

/** Builds the wire identity of a document: `{OrganId},{yyyy/MM/dd},{số}/{ký hiệu}`. */
export function documentIdOf(
  from: OrganId,
  date: LocalDate,
  codeNumber: string,
  codeNotation: string,
): string {
  return `${from},${date.replaceAll("-", "/")},${codeNumber}/${codeNotation}`;
}
