import { MAX_LENGTH } from "./fields.ts";
import { mismatch, missing, outOfRange, type Problem, quote, tooLong, wrongType } from "./problems.ts";
import {
  type Business,
  type DocumentMessage,
  type EdxmlMessage,
  isOrganId,
  type Organization,
  type ResponseFor,
  type StatusMessage,
} from "./types.ts";
import { isLocalDate, isLocalTimestamp, todayInVietnam } from "./wire-dates.ts";

export interface CheckOptions {
  /** Today's date in Vietnam, `yyyy-MM-dd`; a promulgation date after it is an error. Default: the clock. */
  readonly today?: string;
}

/**
 * Holds a message against the table of QCVN 102 (cardinalities, lengths, patterns, contradictions).
 * @returns every problem found; empty when a strict receiver accepts the message.
 */
export function checkMessage(message: EdxmlMessage, options: CheckOptions = {}): Problem[] {
  const problems: Problem[] = [];
  if (message.kind === "document") checkDocument(problems, message, options.today ?? todayInVietnam());
  else checkStatus(problems, message);
  return problems;
}

function checkDocument(problems: Problem[], m: DocumentMessage, today: string): void {
  const header = "MessageHeader";
  checkOrganization(problems, `${header}.From`, m.from);
  if (m.to.length === 0) problems.push(missing(`${header}.To`));
  const seen = new Set<string>();
  m.to.forEach((receiver, i) => {
    const path = `${header}.To[${i + 1}]`;
    checkOrganization(problems, path, receiver);
    if (seen.has(receiver.organId)) {
      problems.push(mismatch(`${path}.OrganId`, `${quote(receiver.organId)} bị lặp lại`, "is a duplicate"));
    }
    seen.add(receiver.organId);
  });
  required(problems, `${header}.DocumentId`, m.documentId);
  required(problems, `${header}.Code.CodeNumber`, m.codeNumber, MAX_LENGTH.codeNumber);
  required(problems, `${header}.Code.CodeNotation`, m.codeNotation, MAX_LENGTH.codeNotation);
  optional(problems, `${header}.PromulgationInfo.Place`, m.place, MAX_LENGTH.place);
  const datePath = `${header}.PromulgationInfo.PromulgationDate`;
  date(problems, datePath, m.promulgationDate);
  if (isLocalDate(m.promulgationDate) && m.promulgationDate > today) {
    problems.push(outOfRange(datePath, "ở sau ngày hôm nay", "is after today"));
  }
  if (m.documentType.type !== 1 && m.documentType.type !== 2) {
    problems.push(mismatch(`${header}.DocumentType.Type`, "phải là 1 hoặc 2", "must be 1 or 2"));
  }
  wholeNumber(problems, `${header}.DocumentType.TypeDetail`, m.documentType.detail);
  required(problems, `${header}.DocumentType.TypeName`, m.documentType.name, MAX_LENGTH.typeName);
  required(problems, `${header}.Subject`, m.subject, MAX_LENGTH.subject);
  optional(problems, `${header}.Content`, m.content, MAX_LENGTH.content);
  optional(problems, `${header}.SignerInfo.Competence`, m.signer.competence, MAX_LENGTH.competence);
  optional(problems, `${header}.SignerInfo.Position`, m.signer.position, MAX_LENGTH.position);
  required(problems, `${header}.SignerInfo.FullName`, m.signer.fullName, MAX_LENGTH.fullName);
  if (m.dueDate !== undefined) date(problems, `${header}.DueDate`, m.dueDate);
  checkOtherInfo(problems, m);
  m.responseFor?.forEach((r, i) => {
    checkResponseFor(problems, `${header}.ResponseFor[${i + 1}]`, r);
  });
  if (![0, 1, 2].includes(m.steeringType)) {
    problems.push(mismatch(`${header}.SteeringType`, "phải là 0, 1 hoặc 2", "must be 0, 1 or 2"));
  }
  m.taskCodes?.forEach((code, i) => {
    required(problems, `${header}.ResponseForTask[${i + 1}].TaskCode`, code);
  });
  optional(problems, `${header}.ApplicationType`, m.applicationType);
  checkToPlaces(problems, m.toPlaces ?? []);
  if (m.trace.length === 0) problems.push(missing("TraceHeaderList.TraceHeader"));
  m.trace.forEach((hop, i) => {
    const path = `TraceHeaderList.TraceHeader[${i + 1}]`;
    organId(problems, `${path}.OrganId`, hop.organId);
    timestamp(problems, `${path}.Timestamp`, hop.timestamp);
  });
  checkBusiness(problems, m.business);
}

function checkOtherInfo(problems: Problem[], m: DocumentMessage): void {
  const path = "MessageHeader.OtherInfo";
  if (![0, 1, 2, 3, 4].includes(m.priority)) {
    problems.push(
      mismatch(`${path}.Priority`, "phải là số nguyên từ 0 đến 4", "must be an integer from 0 to 4"),
    );
  }
  optional(problems, `${path}.SphereOfPromulgation`, m.sphereOfPromulgation, MAX_LENGTH.sphereOfPromulgation);
  optional(problems, `${path}.TyperNotation`, m.typerNotation, MAX_LENGTH.typerNotation);
  if (m.promulgationAmount !== undefined)
    wholeNumber(problems, `${path}.PromulgationAmount`, m.promulgationAmount);
  if (m.pageAmount !== undefined) wholeNumber(problems, `${path}.PageAmount`, m.pageAmount);
  m.appendixes?.forEach((text, i) => {
    optional(problems, `${path}.Appendixes.Appendix[${i + 1}]`, text);
  });
  optional(problems, `${path}.ReplyFors`, m.replyFors);
  optional(problems, `${path}.ReferenceCodes`, m.referenceCodes);
}

function checkToPlaces(problems: Problem[], places: readonly string[]): void {
  const path = "MessageHeader.ToPlaces";
  places.forEach((place, i) => {
    optional(problems, `${path}.Place[${i + 1}]`, place, MAX_LENGTH.toPlace);
  });
  const total = places.reduce((sum, place) => sum + characters(place), 0);
  if (total > MAX_LENGTH.toPlacesTotal) problems.push(tooLong(path, MAX_LENGTH.toPlacesTotal, total));
}

function checkBusiness(problems: Problem[], b: Business): void {
  const path = "TraceHeaderList.Bussiness";
  required(problems, `${path}.BussinessDocReason`, b.reason);
  b.staff?.forEach((staff, i) => {
    for (const [name, text] of Object.entries(staff)) {
      optional(problems, `${path}.StaffInfo[${i + 1}].${name}`, text);
    }
  });
  if (b.type === "recall" || b.type === "update") required(problems, `${path}.DocumentId`, b.documentId);
  if (b.type === "update") {
    b.receivers.forEach((receiver, i) => {
      const at = `${path}.BussinessDocumentInfo.ReceiverList.Receiver[${i + 1}].OrganId`;
      organId(problems, at, receiver.organId);
    });
  }
  if (b.type === "replace") {
    const list = `${path}.ReplacementInfoList.ReplacementInfo`;
    if (b.replaced.length === 0) problems.push(missing(list));
    b.replaced.forEach((info, i) => {
      required(problems, `${list}[${i + 1}].DocumentId`, info.documentId);
      info.organIds.forEach((id, k) => {
        organId(problems, `${list}[${i + 1}].OrganIdList.OrganId[${k + 1}]`, id);
      });
    });
  }
}

function checkStatus(problems: Problem[], m: StatusMessage): void {
  checkOrganization(problems, "MessageHeader.From", m.from);
  checkResponseFor(problems, "MessageHeader.ResponseFor", m.responseFor);
  for (const [name, text] of Object.entries(m.staff ?? {})) {
    optional(problems, `MessageHeader.StaffInfo.${name}`, text);
  }
  optional(problems, "MessageHeader.Description", m.description);
  timestamp(problems, "MessageHeader.Timestamp", m.timestamp);
}

function checkOrganization(problems: Problem[], path: string, o: Organization): void {
  organId(problems, `${path}.OrganId`, o.organId);
  optional(problems, `${path}.OrganizationInCharge`, o.inCharge, MAX_LENGTH.inCharge);
  required(problems, `${path}.OrganName`, o.name, MAX_LENGTH.organName);
  optional(problems, `${path}.OrganAdd`, o.address, MAX_LENGTH.organAddress);
  optional(problems, `${path}.Email`, o.email, MAX_LENGTH.email);
  optional(problems, `${path}.Telephone`, o.telephone, MAX_LENGTH.telephone);
  optional(problems, `${path}.Fax`, o.fax, MAX_LENGTH.fax);
  optional(problems, `${path}.Website`, o.website, MAX_LENGTH.website);
}

function checkResponseFor(problems: Problem[], path: string, r: ResponseFor): void {
  organId(problems, `${path}.OrganId`, r.organId);
  required(problems, `${path}.Code`, r.code);
  required(problems, `${path}.DocumentId`, r.documentId);
  if (r.promulgationDate !== undefined) date(problems, `${path}.PromulgationDate`, r.promulgationDate);
}

function organId(problems: Problem[], path: string, value: string): void {
  if (value === "") problems.push(missing(path));
  else if (!isOrganId(value)) problems.push(badOrganId(path, value));
}

/** T: a code that is neither a 13-character code nor a QĐ 20 code of at most 35 characters. */
export function badOrganId(path: string, value: string): Problem {
  return wrongType(
    path,
    `${quote(value)} không đúng dạng mã định danh (000.00.14.H34 hoặc H34.14, tối đa 35 ký tự)`,
    `${quote(value)} is not an organisation code (000.00.14.H34 or H34.14, at most 35 characters)`,
  );
}

function required(problems: Problem[], path: string, value: string, maximum?: number): void {
  if (value.trim() === "") problems.push(missing(path));
  else optional(problems, path, value, maximum);
}

function optional(problems: Problem[], path: string, value: string | undefined, maximum?: number): void {
  if (value === undefined) return;
  const text = value.trim();
  const length = characters(text);
  if (maximum !== undefined && length > maximum) problems.push(tooLong(path, maximum, length));
  if (hasForbiddenCharacters(text)) {
    problems.push(
      wrongType(path, "chứa ký tự điều khiển không được phép trong XML", "holds characters that XML forbids"),
    );
  }
}

function date(problems: Problem[], path: string, value: string): void {
  if (value === "") problems.push(missing(path));
  else if (!isLocalDate(value)) {
    problems.push(
      wrongType(path, `${quote(value)} không phải ngày dạng năm/tháng/ngày`, `${quote(value)} is not a date`),
    );
  }
}

function timestamp(problems: Problem[], path: string, value: string): void {
  if (value === "") problems.push(missing(path));
  else if (!isLocalTimestamp(value)) {
    problems.push(
      wrongType(
        path,
        `${quote(value)} không phải thời điểm dạng năm/tháng/ngày giờ:phút:giây`,
        `${quote(value)} is not a timestamp`,
      ),
    );
  }
}

function wholeNumber(problems: Problem[], path: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    problems.push(wrongType(path, "phải là số nguyên không âm", "must be a whole number"));
  }
}

/** Length as the standard counts it: characters, not UTF-16 units. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** True when a text cannot stand in an XML 1.0 document at all. */
export function hasForbiddenCharacters(text: string): boolean {
  return FORBIDDEN_CHARACTERS.test(text) || !text.isWellFormed();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about exactly these (XML 1.0 production 2)
const FORBIDDEN_CHARACTERS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
