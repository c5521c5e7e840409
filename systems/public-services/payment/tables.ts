import type { ColumnType, Generated } from "kysely";

type Json<Content> = ColumnType<Content, string, string>;
type Maybe<Content> = ColumnType<Content | null, Content | null | undefined, Content | null>;

export const PAYMENT_STATES = [
  "open",
  "paid",
  "cancelled",
  "waived",
  "refund-asked",
  "refund-approved",
  "refunded",
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];
/** Of a try to pay at the platform. */
export type AttemptState = "begun" | "paid" | "failed";
export const PAYMENT_METHODS = ["online", "cash", "transfer"] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];
/** `extra`: the money came for what is not owed (any more). */
export type NoticeOutcome =
  | "taken"
  | "repeated"
  | "failed"
  | "unknown"
  | "wrong-code"
  | "wrong-amount"
  | "extra";
export const DIFFERENCE_KINDS = ["paid-there", "unpaid-there", "amount", "unknown-here"] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One fee or charge of a payment. */
export interface PaymentLine {
  readonly code: string;
  /** phí | lệ phí */
  readonly kind: "fee" | "charge";
  readonly name: string;
  /** Whole đồng; 0 when it is waived. */
  readonly amount: number;
  /** Why nothing is taken; absent: it is taken. */
  readonly waived?: string;
}

/** What a receipt says beside the payment; kept as it was when it was given. */
export interface ReceiptWords {
  /** Mẫu số */
  readonly form: string;
  /** Ký hiệu */
  readonly symbol: string;
  readonly taxCode: string;
  /** Who took the money; empty: nobody, it came online. */
  readonly collector: string;
}

interface PaymentTable {
  id: string;
  token: string;
  dossier_id: string;
  dossier_code: string;
  procedure_code: string;
  procedure_name: string;
  organisation_id: string;
  organisation_name: string;
  payer: string;
  payer_address: Generated<string>;
  lines: Json<readonly PaymentLine[]>;
  /** Whole đồng. */
  amount: number;
  state: PaymentState;
  method: Maybe<PaymentMethod>;
  transaction_code: Generated<string>;
  paid_at: Maybe<Date>;
  receipt_number: Maybe<string>;
  receipt: ColumnType<ReceiptWords | null, string | null | undefined, string | null>;
  created_at: Date;
  created_by: string;
  version: Generated<number>;
}

interface AttemptTable {
  id: string;
  payment_id: string;
  /** MaThamChieu */
  reference: string;
  state: AttemptState;
  pay_url: Maybe<string>;
  /** MaGiaoDich */
  transaction_code: Generated<string>;
  begun_at: Date;
  ended_at: Maybe<Date>;
  asked_at: Maybe<Date>;
  next_query_at: Maybe<Date>;
  queries: Generated<number>;
}

interface DifferenceTable {
  id: string;
  day: string;
  organisation_id: Maybe<string>;
  payment_id: Maybe<string>;
  reference: string;
  kind: DifferenceKind;
  transaction_code: Generated<string>;
  detail: string;
  found_at: Date;
  settled_at: Maybe<Date>;
  settled_by: Maybe<string>;
  note: Generated<string>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.payment": PaymentTable;
    "public_services.payment_attempt": AttemptTable;
    "public_services.payment_account": {
      organisation_id: string;
      bank_bin: string;
      account: string;
      holder: string;
      tax_code: Generated<string>;
      receipt_form: Generated<string>;
      receipt_symbol: Generated<string>;
      changed_at: Date;
      changed_by: string;
    };
    "public_services.payment_notice": {
      id: string;
      at: Date;
      reference: string;
      body: Json<unknown>;
      /** The message letter by letter. */
      raw: Generated<string>;
      outcome: NoticeOutcome;
    };
    "public_services.payment_refund": {
      id: Generated<string>;
      payment_id: string;
      reason: string;
      asked_at: Date;
      asked_by: string;
      asked_person: string;
      decided_at: Maybe<Date>;
      decided_by: Maybe<string>;
      decided_person: Maybe<string>;
      approved: Maybe<boolean>;
      note: Generated<string>;
      paid_out_at: Maybe<Date>;
      paid_out_by: Maybe<string>;
      transfer: Generated<string>;
    };
    "public_services.payment_difference": DifferenceTable;
    "public_services.payment_comparison": {
      id: string;
      organisation_id: string;
      day: string;
      source: "platform" | "list";
      at: Date;
      by_name: string;
      compared: number;
      matched: number;
      settled: number;
      differences: number;
      sum_here: number;
      sum_there: number;
    };
  }
}
