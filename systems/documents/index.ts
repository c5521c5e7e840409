/** The door of the documents room: what other systems may use. */
import "./events.ts";
import "./filing/service.ts";
import "./tables.ts";

export type { TableExport } from "./export/table-export.ts";
export { writePdf } from "./export/write-pdf.ts";
export { writeXlsx } from "./export/write-xlsx.ts";
export {
  describeDocuments,
  type FiledContent,
  type FiledDocument,
  isSettled,
} from "./filing/describe-documents.ts";
export { findDocuments } from "./filing/find-documents.ts";
export type { FileField, FileOfDocument, FoundFile } from "./filing/service.ts";
export type { KeptWorkFile } from "./handover/service.ts";
export { isDay } from "./import/document-line.ts";
export { formerPerson, type KnownBody } from "./import/import-directory.ts";
export { type ImportPart, importedDocuments, type PartContext } from "./import/import-parts.ts";
export { CsvError, type CsvRecord, readCsv } from "./import/read-csv.ts";
export { nameRefusals, refusing } from "./import/refusals.ts";
export {
  describeIncomingForStatus,
  findIncomingByWire,
  type IncomingForStatus,
} from "./incoming/find-incoming.ts";
export { noteRequest, type SenderRequest } from "./incoming/note-request.ts";
export {
  type ReceivedDocument,
  type ReceivedFile,
  type Reception,
  receiveDocument,
} from "./incoming/receive-document.ts";
export { describeForInterchange, type OutgoingForInterchange } from "./outgoing/describe-for-interchange.ts";
export { STATUS_CODES, STATUS_WORDS, type StatusCode } from "./outgoing/recipient-states.ts";
export {
  markDelivery,
  type ReceiverStatus,
  recordReceiverStatus,
} from "./outgoing/record-receiver-status.ts";
export {
  listNumbered,
  type NumberedDocument,
  type ShareFilter,
  type SignedShare,
  signedShare,
} from "./outgoing/signed-share.ts";
export type { Verdict, VerdictDetails } from "./tables.ts";
export { answerTable, type TableKind } from "./web/shared/answer-table.ts";
export { calendarOf, settledStanding, standingOf } from "./web/shared/deadlines.ts";
