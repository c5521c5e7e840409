import { interpretBusiness } from "./interpret-business.ts";
import { compact, type Interpreter, isEmptyElement } from "./interpreter.ts";
import { asWarning, mismatch, missing, quote } from "./problems.ts";
import {
  type DocumentMessage,
  documentIdOf,
  type Organization,
  type Priority,
  type SteeringType,
} from "./types.ts";
import { fromWireDate } from "./wire-dates.ts";
import { childOf, childrenOf, textsOf, type XmlNode } from "./xml/node.ts";

const PATH = "MessageHeader";

/** Reads a document header and its trace; undefined when sender, receivers, identity, date or purpose are missing. */
export function interpretDocument(
  read: Interpreter,
  header: XmlNode,
  traceList: XmlNode | undefined,
  strayBusiness: XmlNode | undefined,
): DocumentMessage | undefined {
  for (const name of [
    "From",
    "DocumentId",
    "Code",
    "PromulgationInfo",
    "DocumentType",
    "SignerInfo",
    "OtherInfo",
  ]) {
    read.once(header, name, PATH);
  }
  const fromNode = childOf(header, "From");
  if (fromNode === undefined) read.fatal.push(missing(`${PATH}.From.OrganId`));
  const from = fromNode === undefined ? undefined : read.organization(fromNode, `${PATH}.From`);
  const to = childrenOf(header, "To")
    .map((node, i) => read.organization(node, `${PATH}.To[${i + 1}]`))
    .filter((receiver) => receiver !== undefined);
  if (to.length === 0) read.fatal.push(missing(`${PATH}.To`));
  const identity = from === undefined ? undefined : identityOf(read, header, from);
  const business = interpretBusiness(
    read,
    childOf(traceList, "Bussiness") ?? strayBusiness,
    identity?.documentId ?? "",
  );
  if (from === undefined || identity === undefined || business === undefined || read.fatal.length > 0) {
    read.fatal.push(...read.violations.splice(0));
    return undefined;
  }
  const signer = childOf(header, "SignerInfo");
  const lists = {
    responseFor: childrenOf(header, "ResponseFor")
      .map((node, i) => read.responseFor(node, `${PATH}.ResponseFor[${i + 1}]`))
      .filter((answered) => answered !== undefined),
    taskCodes: childrenOf(header, "ResponseForTask").flatMap((node) => textsOf(node, "TaskCode")),
    toPlaces: childrenOf(header, "ToPlaces").flatMap((node) => textsOf(node, "Place")),
  };
  return compact({
    kind: "document",
    from,
    to,
    ...identity,
    place: read.text(childOf(header, "PromulgationInfo"), "Place", `${PATH}.PromulgationInfo`),
    documentType: documentTypeOf(read, header),
    subject: read.text(header, "Subject", PATH) ?? "",
    content: read.text(header, "Content", PATH),
    signer: compact({
      competence: read.text(signer, "Competence", `${PATH}.SignerInfo`),
      position: read.text(signer, "Position", `${PATH}.SignerInfo`),
      fullName: read.text(signer, "FullName", `${PATH}.SignerInfo`) ?? "",
    }),
    dueDate: read.date(read.text(header, "DueDate", PATH), `${PATH}.DueDate`),
    ...otherInfoOf(read, childOf(header, "OtherInfo")),
    responseFor: filled(lists.responseFor),
    steeringType: steeringTypeOf(read, header),
    taskCodes: filled(lists.taskCodes),
    applicationType: read.text(header, "ApplicationType", PATH),
    toPlaces: filled(lists.toPlaces),
    trace: traceOf(read, traceList),
    business,
  } as const);
}

/** Code, date and document id; whichever of id and date is missing is derived from the rest where possible. */
function identityOf(read: Interpreter, header: XmlNode, from: Organization) {
  const code = childOf(header, "Code");
  const codeNumber = read.text(code, "CodeNumber", `${PATH}.Code`) ?? "";
  const codeNotation = read.text(code, "CodeNotation", `${PATH}.Code`) ?? "";
  const datePath = `${PATH}.PromulgationInfo.PromulgationDate`;
  const dateText = read.text(
    childOf(header, "PromulgationInfo"),
    "PromulgationDate",
    `${PATH}.PromulgationInfo`,
  );
  const writtenId = read.text(header, "DocumentId", PATH);
  const date = read.date(dateText, datePath) ?? fromWireDate(writtenId?.split(",")[1] ?? "")?.value;
  if (dateText === undefined) (date === undefined ? read.fatal : read.violations).push(missing(datePath));
  if (writtenId === undefined) {
    const rebuilt = codeNumber !== "" && codeNotation !== "" && date !== undefined;
    (rebuilt ? read.violations : read.fatal).push(missing(`${PATH}.DocumentId`));
  }
  if (date === undefined) {
    // An unreadable date was noted as a violation; without any date the document cannot be registered.
    read.fatal.push(...read.violations.splice(0));
    if (read.fatal.length === 0) read.fatal.push(missing(datePath));
    return undefined;
  }
  const documentId = writtenId ?? documentIdOf(from.organId, date, codeNumber, codeNotation);
  return { documentId, codeNumber, codeNotation, promulgationDate: date };
}

function documentTypeOf(read: Interpreter, header: XmlNode): DocumentMessage["documentType"] {
  const node = childOf(header, "DocumentType");
  const path = `${PATH}.DocumentType`;
  const type = read.text(node, "Type", path);
  if (type === undefined) read.violations.push(missing(`${path}.Type`));
  else if (type !== "1" && type !== "2") {
    read.violations.push(
      mismatch(`${path}.Type`, `${quote(type)} phải là 1 hoặc 2`, `${quote(type)} must be 1 or 2`),
    );
  }
  return {
    type: type === "1" ? 1 : 2,
    detail: read.integer(read.text(node, "TypeDetail", path), `${path}.TypeDetail`) ?? 0,
    name: read.text(node, "TypeName", path) ?? "",
  };
}

function otherInfoOf(read: Interpreter, node: XmlNode | undefined) {
  const path = `${PATH}.OtherInfo`;
  const appendixes = childrenOf(node, "Appendixes").flatMap((list) => textsOf(list, "Appendix"));
  return {
    priority: priorityOf(read, read.text(node, "Priority", path)),
    sphereOfPromulgation: read.text(node, "SphereOfPromulgation", path),
    typerNotation: read.text(node, "TyperNotation", path),
    promulgationAmount: read.integer(
      read.text(node, "PromulgationAmount", path),
      `${path}.PromulgationAmount`,
    ),
    pageAmount: read.integer(read.text(node, "PageAmount", path), `${path}.PageAmount`),
    direction: read.boolean(read.text(node, "Direction", path), `${path}.Direction`, false),
    appendixes: filled(appendixes),
    replyFors: read.text(node, "ReplyFors", path),
    referenceCodes: read.text(node, "ReferenceCodes", path),
  };
}

function priorityOf(read: Interpreter, text: string | undefined): Priority {
  const path = `${PATH}.OtherInfo.Priority`;
  if (text === undefined) read.violations.push(missing(path));
  if (text === undefined || text === "0") return 0;
  if (text === "1") return 1;
  if (text === "2") return 2;
  if (text === "3") return 3;
  if (text === "4") return 4;
  const complaint = mismatch(
    path,
    `${quote(text)} phải là số nguyên từ 0 đến 4`,
    `${quote(text)} must be an integer from 0 to 4`,
  );
  // One known implementation writes 5 for "Thường"; NĐ 30 has no such level.
  if (text === "5") read.warnings.push(asWarning(complaint));
  else read.violations.push(complaint);
  return 0;
}

function steeringTypeOf(read: Interpreter, header: XmlNode): SteeringType {
  const path = `${PATH}.SteeringType`;
  const text = read.text(header, "SteeringType", PATH);
  if (text === "1") return 1;
  if (text === "2") return 2;
  if (text === undefined) {
    const complaint = isEmptyElement(header, "SteeringType")
      ? mismatch(
          path,
          "để trống, phần mềm của trục liên thông không đọc được",
          "is empty, which breaks the official client",
        )
      : missing(path);
    read.warnings.push(asWarning(complaint));
  } else if (text !== "0") {
    read.violations.push(
      mismatch(path, `${quote(text)} phải là 0, 1 hoặc 2`, `${quote(text)} must be 0, 1 or 2`),
    );
  }
  return 0;
}

function traceOf(read: Interpreter, list: XmlNode | undefined): DocumentMessage["trace"] {
  return childrenOf(list, "TraceHeader").flatMap((node, i) => {
    const path = `TraceHeaderList.TraceHeader[${i + 1}]`;
    const organId = read.organId(read.text(node, "OrganId", path), `${path}.OrganId`);
    const text = read.text(node, "Timestamp", path);
    const timestamp = read.timestamp(text, `${path}.Timestamp`);
    if (text === undefined) read.violations.push(missing(`${path}.Timestamp`));
    return organId === undefined || timestamp === undefined ? [] : [{ organId, timestamp }];
  });
}

function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
