import { formatCodeNumber } from "../../../core/numbering/index.ts";
import { uuidv7 } from "../../../core/transaction/index.ts";
import type { DocumentLine } from "./document-line.ts";
import { formerPerson } from "./import-directory.ts";
import { type DocumentRows, noRows } from "./write-rows.ts";

/** A file of an import, in the store. */
export interface ImportedFile {
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
}

/** A line that is taken, with its id and its file. */
export interface Placed {
  readonly id: string;
  readonly line: DocumentLine;
  readonly file: ImportedFile | undefined;
}

/**
 * Rows as the use cases would have left them: the document in its state, whoever worked on it, and one line of history
 * that says where it came from.
 */
export function rowsOfDocuments(placed: readonly Placed[], system: string, now: Date): DocumentRows {
  const rows = noRows();
  for (const document of placed) {
    if (document.line.direction === "incoming") addIncoming(rows, document);
    else addOutgoing(rows, document);
    rows.history.push({
      id: uuidv7(now),
      document_id: document.id,
      at: now,
      by_name: "Hệ thống",
      by_position: "",
      action: `${document.line.direction}.import`,
      note: `Nhập từ ${system}, mã ${document.line.key}`,
    });
  }
  return rows;
}

function addIncoming(rows: DocumentRows, { id, line, file }: Placed): void {
  const state = line.incomingState;
  const registered = state !== "refused";
  rows.incoming.push({
    id,
    organisation_id: line.body.id,
    state,
    version: 1,
    source: "paper",
    wire_id: "",
    from_organisation_id: line.issuer.id,
    from_code: line.issuer.code,
    from_name: line.issuer.name,
    code_number: line.number,
    code_notation: line.notation,
    issued_date: line.date,
    type_name: line.type?.name ?? "",
    abstract: line.abstract,
    summary: "",
    signer_name: line.signer,
    signer_position: line.signerPosition,
    urgency: line.urgency,
    confidentiality: line.secrecy,
    steering: 0,
    paper: true,
    to_places: [],
    frozen: false,
    presented_to: line.leader?.id || null,
    presented_to_name: line.leader?.name ?? null,
    presented_at: line.leader ? line.arrivedAt : null,
    directive: line.directive,
    directed_by_name: line.directive === "" ? null : (line.leader?.name ?? "Nhập từ hệ thống cũ"),
    directed_at: line.directive === "" ? null : line.arrivedAt,
    arrived_at: line.arrivedAt,
    arrival_number: registered ? line.arrivalNumber : null,
    arrival_year: registered ? Number(vietnamDay(line.arrivedAt).slice(0, 4)) : null,
    registered_at: registered ? line.arrivedAt : null,
    registered_by_name: registered ? "Nhập từ hệ thống cũ" : null,
    deadline: line.deadline,
    completed_at: state === "completed" ? (line.completedAt ?? line.arrivedAt) : null,
    refused_reason: state === "refused" ? "Đã từ chối trên hệ thống cũ" : null,
    file_sha256: file?.sha256 ?? null,
    file_size: file?.size ?? null,
    file_name: file?.name ?? null,
    verdict: file ? "unknown" : null,
  });
  if (!line.unit || state === "refused" || state === "registered" || state === "presented") return;
  const done = state === "completed";
  const part = {
    incoming_id: id,
    deadline: line.deadline,
    note: "",
    assigned_at: line.arrivedAt,
    completed_at: done ? (line.completedAt ?? line.arrivedAt) : null,
  };
  rows.assignments.push({
    ...part,
    id: uuidv7(line.arrivedAt),
    role: "lead",
    unit_id: line.unit.id,
    unit_name: line.unit.name,
    appointment_id: line.person?.id || null,
    person_name: line.person?.name ?? null,
    person_deadline: line.personDeadline,
    state: done ? "completed" : state === "processing" ? "processing" : "waiting",
  });
  for (const unit of line.cooperating)
    rows.assignments.push({
      ...part,
      id: uuidv7(line.arrivedAt),
      role: "co-operating",
      unit_id: unit.id,
      unit_name: unit.name,
      appointment_id: null,
      person_name: null,
      person_deadline: null,
      state: done ? "completed" : "waiting",
    });
}

function addOutgoing(rows: DocumentRows, { id, line, file }: Placed): void {
  if (!file) return;
  const { body } = line;
  const issued = line.outgoingState === "issued";
  const author = line.person?.id || formerPerson(body.id, line.person?.name ?? line.signer);
  const number = Number(line.number);
  rows.outgoing.push({
    id,
    organisation_id: body.id,
    unit_id: line.unit?.id ?? body.id,
    state: line.outgoingState,
    version: 1,
    document_type: line.type?.code ?? "CV",
    abstract: line.abstract,
    summary: "",
    urgency: line.urgency,
    confidentiality: line.secrecy,
    steering: 0,
    paper: true,
    to_places: [],
    drafted_by: author,
    drafted_by_name: line.person?.name ?? line.signer,
    drafted_at: line.arrivedAt,
    signer_appointment: body.person(line.signer) ?? formerPerson(body.id, line.signer),
    signer_authority: "",
    signer_position: line.signerPosition,
    signer_name: line.signer,
    business_type: 0,
    business_reason: "",
    file_sha256: file.sha256,
    file_size: file.size,
    file_name: file.name,
    page_amount: 1,
    code_number: number,
    code_number_text: formatCodeNumber(number),
    code_notation: line.notation,
    issued_date: line.date,
    place: "",
    numbered_at: line.arrivedAt,
    issued_at: issued ? line.arrivedAt : null,
    issued_by_name: issued ? "Nhập từ hệ thống cũ" : null,
    cancelled_reason: issued ? null : "Đã hủy trên hệ thống cũ",
  });
  rows.revisions.push({
    outgoing_id: id,
    number: 1,
    kind: "sealed",
    file_sha256: file.sha256,
    file_size: file.size,
    by_name: "Nhập từ hệ thống cũ",
    at: line.arrivedAt,
  });
  const receivers = new Map(line.recipients.map((receiver) => [receiver.id, receiver]));
  for (const [position, receiver] of [...receivers.values()].entries())
    rows.recipients.push({
      outgoing_id: id,
      organisation_id: receiver.id,
      organ_code: receiver.code,
      organ_name: receiver.name,
      position,
      // What the receivers did with it happened elsewhere; nothing is waited for.
      state: "received",
      state_at: line.arrivedAt,
      description: "",
    });
}

function vietnamDay(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}
