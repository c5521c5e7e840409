import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** One of the answers to choose from. */
export interface RoundOption {
  readonly label: string;
  /** Whoever chooses it says why. */
  readonly needsText: boolean;
}

export interface OpinionRoundTable {
  id: string;
  organisation_id: string;
  document_kind: "incoming" | "outgoing";
  document_id: string;
  confidentiality: number;
  asked_by: string;
  asked_by_name: string;
  asked_by_position: string;
  question: string;
  options: ColumnType<readonly RoundOption[], string, never>;
  open_answers: boolean;
  silence: number | null;
  deadline: Instant;
  state: Generated<"open" | "closed">;
  opened_at: Instant;
  closed_at: MaybeInstant;
  closed_by_name: string | null;
  close_reason: string | null;
}

export interface OpinionAskedTable {
  id: string;
  round_id: string;
  unit_id: string | null;
  appointment_id: string | null;
  name: string;
  position: string;
  deadline: MaybeInstant;
  added_at: Instant;
  withdrawn_at: MaybeInstant;
  withdrawn_reason: string | null;
}

export interface OpinionAnswerTable {
  id: string;
  asked_id: string;
  choice: number;
  content: string;
  by_appointment: string;
  by_name: string;
  by_position: string;
  at: Instant;
  latest: Generated<boolean>;
}

export interface OpinionFileTable {
  id: string;
  round_id: string;
  answer_id: string | null;
  position: number;
  sha256: string;
  size: ColumnType<string, number, number>;
  name: string;
}

export interface OpinionExtensionTable {
  id: string;
  asked_id: string;
  wanted_deadline: Instant;
  reason: string;
  asked_by_name: string;
  asked_at: Instant;
  state: Generated<"asked" | "granted" | "refused">;
  decided_by_name: string | null;
  decided_at: MaybeInstant;
  decision_reason: Generated<string>;
}

export type RoundReminderKind = "before" | "on-day" | "overdue" | "urged";

export interface OpinionReminderTable {
  id: string;
  asked_id: string;
  kind: RoundReminderKind;
  once_key: string;
  number: number;
  by_name: string;
  at: Instant;
  told_at: MaybeInstant;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.opinion_round": OpinionRoundTable;
    "documents.opinion_asked": OpinionAskedTable;
    "documents.opinion_answer": OpinionAnswerTable;
    "documents.opinion_file": OpinionFileTable;
    "documents.opinion_extension": OpinionExtensionTable;
    "documents.opinion_reminder": OpinionReminderTable;
  }
}
