import type { ColumnType, Generated } from "kysely";

type Json<Content> = ColumnType<Content, string, string>;
type Maybe<Content> = ColumnType<Content | null, Content | null | undefined, Content | null>;
/** PostgreSQL gives bigint as text. */
type Dong = ColumnType<string, number, number>;

export type PaymentState = "open" | "paid" | "cancelled" | "refund-asked" | "refunded";
export type PaymentMethod = "online" | "cash" | "transfer";
export type NoticeOutcome = "taken" | "repeated" | "failed" | "unknown" | "wrong-code" | "wrong-amount";
export type DifferenceKind = "paid-there" | "unpaid-there" | "amount" | "unknown-here" | "unreadable";

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

interface PaymentTable {
  id: string;
  reference: string;
  token: string;
  dossier_id: string;
  dossier_code: string;
  procedure_code: string;
  procedure_name: string;
  organisation_id: string;
  organisation_name: string;
  payer: string;
  lines: Json<readonly PaymentLine[]>;
  amount: Dong;
  state: PaymentState;
  method: Maybe<PaymentMethod>;
  pay_url: Maybe<string>;
  transaction_code: Generated<string>;
  paid_at: Maybe<Date>;
  receipt_number: Maybe<string>;
  created_at: Date;
  created_by: string;
  next_query_at: Maybe<Date>;
  queries: Generated<number>;
  version: Generated<number>;
}

interface DifferenceTable {
  id: string;
  day: string;
  organisation_id: Maybe<string>;
  payment_id: Maybe<string>;
  reference: string;
  kind: DifferenceKind;
  detail: string;
  found_at: Date;
  settled_at: Maybe<Date>;
  settled_by: Maybe<string>;
  note: Generated<string>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.payment": PaymentTable;
    "public_services.payment_account": {
      organisation_id: string;
      bank_bin: string;
      account: string;
      holder: string;
      changed_at: Date;
      changed_by: string;
    };
    "public_services.payment_notice": {
      id: string;
      at: Date;
      reference: string;
      body: Json<unknown>;
      outcome: NoticeOutcome;
    };
    "public_services.payment_refund": {
      payment_id: string;
      reason: string;
      asked_at: Date;
      asked_by: string;
      asked_person: string;
      decided_at: Maybe<Date>;
      decided_by: Maybe<string>;
      approved: Maybe<boolean>;
      note: Generated<string>;
    };
    "public_services.payment_difference": DifferenceTable;
  }
}
