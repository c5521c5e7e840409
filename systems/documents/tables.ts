import type { ColumnType, Generated } from "kysely";
import type { CopyForm } from "./copies/copy-forms.ts";
import type { IncomingState } from "./incoming/incoming-states.ts";
import type { OutgoingState } from "./outgoing/outgoing-states.ts";
import type { RecipientState } from "./outgoing/recipient-states.ts";
import type { TaskState } from "./tasks/task-states.ts";

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** `yyyy-MM-dd` */
type Day = string;

export interface DocumentTypeTable {
  code: string;
  name: string;
  abbreviation: string;
  edxml_type: Generated<number>;
  own_series: Generated<boolean>;
  position: number;
}

export interface OutgoingTable {
  id: string;
  organisation_id: string;
  unit_id: string;
  state: OutgoingState;
  version: Generated<number>;
  document_type: string;
  abstract: string;
  summary: Generated<string>;
  urgency: Generated<number>;
  confidentiality: Generated<number>;
  due_date: Day | null;
  steering: Generated<number>;
  paper: Generated<boolean>;
  to_places: Generated<string[]>;
  drafted_by: string;
  drafted_by_name: string;
  drafted_at: Instant;
  signer_appointment: string;
  signer_authority: Generated<string>;
  signer_position: string;
  signer_name: string;
  business_type: Generated<number>;
  affects: string | null;
  business_reason: Generated<string>;
  answers: string | null;
  file_sha256: string;
  file_size: number;
  file_name: string;
  page_amount: Generated<number>;
  code_number: number | null;
  code_number_text: string | null;
  code_notation: string | null;
  symbol: ColumnType<string | null, never, never>;
  issued_date: Day | null;
  place: Generated<string>;
  signed_at: MaybeInstant;
  numbered_at: MaybeInstant;
  sealed_at: MaybeInstant;
  issued_at: MaybeInstant;
  issued_by_name: string | null;
  cancelled_reason: string | null;
  /** Units and appointments that may read it beside those who work on it. */
  /** Appointments whose approval is awaited now. */
  approvers_now: Generated<string[]>;
  /** SHA-256 of file and fields as they were checked. */
  checked_content: string | null;
  readers: Generated<string[]>;
  keep_due: MaybeInstant;
}

export interface RevisionTable {
  outgoing_id: string;
  number: number;
  kind: "draft" | "signed" | "numbered" | "sealed" | "archived";
  file_sha256: string;
  file_size: number;
  by_name: string;
  at: Instant;
}

export interface AttachmentTable {
  document_id: string;
  position: number;
  name: string;
  description: Generated<string>;
  file_sha256: string;
  file_size: number;
  file_type: string;
}

export interface RecipientTable {
  outgoing_id: string;
  organisation_id: string;
  organ_code: string;
  organ_name: string;
  position: number;
  state: Generated<RecipientState>;
  state_at: Instant;
  description: Generated<string>;
}

export interface RecipientStatusTable {
  id: string;
  outgoing_id: string;
  organisation_id: string;
  code: string;
  description: Generated<string>;
  staff: Generated<string>;
  stated_at: Instant;
  at: Instant;
}

export type Verdict = "valid-both" | "valid-one" | "invalid" | "unsigned" | "unknown";

/** What the platform keeps of a verification beside the one word. */
export interface VerdictDetails {
  readonly vi: string;
  readonly en: string;
  readonly signatures: readonly {
    readonly signer: string;
    readonly role: "person" | "organisation" | "unknown";
    readonly indication: string;
    readonly subIndication?: string | undefined;
    readonly signedAt?: string | undefined;
    readonly timeIsProven: boolean;
    readonly coverage: string;
    readonly vi: string;
    readonly en: string;
  }[];
}

export interface IncomingTable {
  id: string;
  organisation_id: string;
  state: IncomingState;
  version: Generated<number>;
  source: "axis" | "paper";
  wire_id: Generated<string>;
  from_organisation_id: string | null;
  from_code: string;
  from_name: string;
  code_number: string;
  code_notation: string;
  symbol: ColumnType<string, never, never>;
  issued_date: Day;
  type_name: Generated<string>;
  abstract: string;
  summary: Generated<string>;
  signer_name: Generated<string>;
  signer_position: Generated<string>;
  urgency: Generated<number>;
  confidentiality: Generated<number>;
  due_date: Day | null;
  steering: Generated<number>;
  paper: Generated<boolean>;
  page_amount: number | null;
  to_places: Generated<string[]>;
  arrived_at: Instant;
  arrival_number: number | null;
  arrival_year: number | null;
  registered_at: MaybeInstant;
  registered_by_name: string | null;
  presented_to: string | null;
  presented_to_name: string | null;
  presented_at: MaybeInstant;
  directed_by_name: string | null;
  directed_at: MaybeInstant;
  directive: Generated<string>;
  deadline: MaybeInstant;
  completed_at: MaybeInstant;
  refused_reason: string | null;
  file_sha256: string | null;
  file_size: number | null;
  file_name: string | null;
  verdict: Verdict | null;
  verdict_details: ColumnType<VerdictDetails | null, string | null | undefined, string | null>;
  request: "recall" | "update" | null;
  request_reason: string | null;
  request_at: MaybeInstant;
  request_message: ColumnType<unknown, string | null | undefined, string | null>;
  replaced_by: string | null;
  replaces: string | null;
  updates: string | null;
  duplicate_of: string | null;
  frozen: Generated<boolean>;
  readers: Generated<string[]>;
  keep_due: MaybeInstant;
}

export interface AssignmentTable {
  id: string;
  incoming_id: string;
  role: "lead" | "co-operating";
  unit_id: string;
  unit_name: string;
  appointment_id: string | null;
  person_name: string | null;
  deadline: MaybeInstant;
  person_deadline: MaybeInstant;
  state: Generated<TaskState>;
  percent: Generated<number>;
  person_deadline_by: Generated<string | null>;
  note: Generated<string>;
  assigned_at: Instant;
  completed_at: MaybeInstant;
}

export interface AnswerLinkTable {
  outgoing_id: string;
  incoming_id: string;
}

export interface CopyTable {
  id: string;
  organisation_id: string;
  year: number;
  number: number;
  number_text: string;
  notation: string;
  symbol: ColumnType<string, never, never>;
  form: CopyForm;
  source_kind: "incoming" | "outgoing";
  source_id: string;
  source_sha256: string;
  source_medium: "electronic" | "paper";
  source_symbol: string;
  source_date: Day;
  source_issuer: string;
  source_type: string;
  source_abstract: string;
  pages: number[] | null;
  page_amount: number;
  decided_by: string;
  decided_by_name: string;
  recipients: Generated<string[]>;
  note: Generated<string>;
  file_sha256: string | null;
  file_size: number | null;
  made_at: Instant;
  made_by_name: string;
  withdrawn_at: MaybeInstant;
}

/** A received file, or an attachment of an issued document, and what the archive made of it. */
export interface KeptFileTable {
  document_id: string;
  document_kind: "incoming" | "outgoing";
  received_sha256: string;
  current_sha256: string;
  /** Every content, the received one first. */
  states: string[];
  state: KeptState;
  vi: string;
  en: string;
  tries: Generated<number>;
  checked_at: Instant;
  archived_at: MaybeInstant;
}

/** `waiting` was asked of the archive; `unknown` could not be verified yet. */
export type KeptState = "waiting" | "archived" | "not-valid" | "unsigned" | "unknown";

export interface HistoryTable {
  id: string;
  document_id: string;
  at: Instant;
  by_name: string;
  by_position: Generated<string>;
  action: string;
  note: Generated<string>;
}

declare module "../../core/database/tables.ts" {
  interface Tables {
    "documents.document_type": DocumentTypeTable;
    "documents.outgoing": OutgoingTable;
    "documents.revision": RevisionTable;
    "documents.attachment": AttachmentTable;
    "documents.recipient": RecipientTable;
    "documents.recipient_status": RecipientStatusTable;
    "documents.incoming": IncomingTable;
    "documents.assignment": AssignmentTable;
    "documents.answer_link": AnswerLinkTable;
    "documents.history": HistoryTable;
    "documents.copy": CopyTable;
    "documents.kept_file": KeptFileTable;
  }
}
