import { compact, type Interpreter } from "./interpreter.ts";
import { mismatch, missing, quote } from "./problems.ts";
import type { StatusMessage } from "./types.ts";
import { isStatusCode } from "./vocabulary.ts";
import { childOf, type XmlNode } from "./xml/node.ts";

const PATH = "MessageHeader";

/** Reads the header of a status message; undefined when it cannot be told who says what about which document. */
export function interpretStatus(read: Interpreter, header: XmlNode): StatusMessage | undefined {
  const fromNode = childOf(header, "From");
  const from = fromNode === undefined ? undefined : read.organization(fromNode, `${PATH}.From`);
  if (fromNode === undefined) read.fatal.push(missing(`${PATH}.From.OrganId`));
  read.once(header, "ResponseFor", PATH);
  const responseNode = childOf(header, "ResponseFor");
  const responseFor =
    responseNode === undefined ? undefined : read.responseFor(responseNode, `${PATH}.ResponseFor`);
  if (responseNode === undefined) {
    for (const name of ["OrganId", "Code", "DocumentId"])
      read.fatal.push(missing(`${PATH}.ResponseFor.${name}`));
  } else if (responseFor?.documentId === "" && responseFor.code === "") {
    read.fatal.push(missing(`${PATH}.ResponseFor.DocumentId`));
  }
  const statusCode = statusCodeOf(read, header);
  const timestampText = read.text(header, "Timestamp", PATH);
  const timestamp = read.timestamp(timestampText, `${PATH}.Timestamp`);
  if (from === undefined || responseFor === undefined || statusCode === undefined || read.fatal.length > 0) {
    // What makes the message unusable was noted as a violation on the way.
    read.fatal.push(...read.violations.splice(0));
    return undefined;
  }
  const staff = childOf(header, "StaffInfo");
  return compact({
    kind: "status",
    from,
    responseFor,
    staff: staff === undefined ? undefined : read.staff(staff),
    statusCode,
    description: read.text(header, "Description", PATH),
    timestamp: timestamp ?? "",
  } as const);
}

function statusCodeOf(read: Interpreter, header: XmlNode) {
  const path = `${PATH}.StatusCode`;
  const text = read.text(header, "StatusCode", PATH);
  if (text === undefined) {
    read.fatal.push(missing(path));
    return undefined;
  }
  const padded = text.padStart(2, "0");
  if (!isStatusCode(padded)) {
    read.fatal.push(
      mismatch(
        path,
        `${quote(text)} không thuộc các mã 01, 02, 03, 04, 05, 06, 13, 15, 16`,
        `${quote(text)} is none of 01, 02, 03, 04, 05, 06, 13, 15, 16`,
      ),
    );
    return undefined;
  }
  return padded;
}
