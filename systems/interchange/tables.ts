import type { ColumnType, Generated } from "kysely";
import type { MessageKind } from "./axis/index.ts";
import type { BusinessType, EdxmlMessage, StatusCode } from "./edxml/index.ts";

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Json<Value> = ColumnType<Value, string | undefined, string>;

export type OutgoingMessageState = "queued" | "sent" | "failed" | "split";
export type IncomingMessageState = "listed" | "stored" | "applied" | "unreadable";
export type IncomingResult =
  | "arrived"
  | "repeated"
  | "requested"
  | "waiting"
  | "told"
  | "unmatched"
  | "declined";

/** One remark about a message, in both languages of the screens. */
export interface Note {
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}

/** A file of a queued message: content in the store under the name it travels by. */
export interface QueuedFile {
  readonly contentId: string;
  readonly name: string;
  readonly description: string;
  readonly contentType: string;
  readonly sha256: string;
  readonly size: number;
}

/** An organisation a document goes to, under the code the message uses. */
export interface Receiver {
  readonly organisationId: string;
  readonly code: string;
}

interface ProblemColumns {
  problem_code: string | null;
  problem_vi: string | null;
  problem_en: string | null;
  alert: Generated<boolean>;
  settled_by: string | null;
  settled_at: MaybeInstant;
}

interface RawColumns {
  raw: Buffer | null;
  edxml_sha256: string | null;
  edxml_size: number | null;
}

export interface OutgoingMessageTable extends ProblemColumns, RawColumns {
  id: string;
  kind: MessageKind;
  business_type: BusinessType | null;
  status_code: StatusCode | null;
  organisation_id: string | null;
  outgoing_id: string | null;
  incoming_id: string | null;
  from_code: string;
  to_codes: string[];
  to_names: string[];
  receivers: Json<readonly Receiver[]>;
  wire_id: string;
  symbol: Generated<string>;
  subject: Generated<string>;
  confidentiality: Generated<number>;
  message: Json<EdxmlMessage>;
  attachments: Json<readonly QueuedFile[]>;
  state: Generated<OutgoingMessageState>;
  attempts: Generated<number>;
  axis_doc_id: string | null;
  created_at: Instant;
  sent_at: MaybeInstant;
  failed_at: MaybeInstant;
}

export interface IncomingMessageTable extends ProblemColumns, RawColumns {
  id: string;
  kind: MessageKind;
  axis_doc_id: string;
  state: IncomingMessageState;
  result: IncomingResult | null;
  from_code: Generated<string>;
  from_name: Generated<string>;
  to_code: Generated<string>;
  organisation_id: string | null;
  business_type: BusinessType | null;
  status_code: StatusCode | null;
  wire_id: Generated<string>;
  symbol: Generated<string>;
  subject: Generated<string>;
  incoming_id: string | null;
  outgoing_id: string | null;
  notes: Json<readonly Note[]>;
  attempts: Generated<number>;
  next_at: MaybeInstant;
  listed_at: Instant;
  applied_at: MaybeInstant;
  told: Generated<"done" | "fail">;
  acknowledged_at: MaybeInstant;
}

export interface EffectTable {
  key: string;
  at: Instant;
}

export interface SenderRequestTable {
  id: string;
  organisation_id: string;
  from_code: string;
  wire_id: string;
  symbol: string;
  issued_date: string | null;
  kind: "recall" | "update";
  form: "message" | "status";
  reason: string;
  stated_at: Instant;
  state: "noted" | "waiting" | "answered" | "twin";
  at: Instant;
}

export interface RegistrationTable {
  code: string;
  organisation_id: string;
  name: string;
  registered_at: MaybeInstant;
  problem: string | null;
}

export interface AxisHealthTable {
  id: Generated<number>;
  last_success_at: MaybeInstant;
  failing_since: MaybeInstant;
  last_error_vi: string | null;
  last_error_en: string | null;
  agencies_at: MaybeInstant;
}

declare module "../../core/database/tables.ts" {
  interface Tables {
    "interchange.outgoing_message": OutgoingMessageTable;
    "interchange.incoming_message": IncomingMessageTable;
    "interchange.effect": EffectTable;
    "interchange.sender_request": SenderRequestTable;
    "interchange.registration": RegistrationTable;
    "interchange.axis_health": AxisHealthTable;
  }
}

declare module "../../core/transaction/transact.ts" {
  interface JobTypes {
    /** Sends one queued message. */
    "interchange.send": { readonly messageId: string };
    /** Applies a message that is in our hands but could not be applied when it came. */
    "interchange.apply": { readonly messageId: string };
    /** Declines a request about a document that did not come in time. */
    "interchange.decline-request": { readonly requestId: string };
  }
  interface EventTypes {
    /** A message failed or was repaired; the list of alerts changes. */
    "interchange.alert": {
      readonly messageId: string;
      readonly direction: "out" | "in";
      readonly open: boolean;
    };
  }
}
