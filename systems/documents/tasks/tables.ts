import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface TaskProgressTable {
  id: string;
  assignment_id: string;
  percent: number;
  note: string;
  by_appointment: string;
  by_name: string;
  at: Instant;
}

/** Whose deadline is to be extended: the unit's, set by the leader, or the person's, set by the head of the unit. */
export type DeadlineScope = "unit" | "person";
export type ExtensionState = "asked" | "granted" | "refused" | "lapsed";

export interface ExtensionTable {
  id: string;
  assignment_id: string;
  scope: DeadlineScope;
  old_deadline: Instant;
  wanted_deadline: Instant;
  reason: string;
  asked_by: string;
  asked_by_name: string;
  asked_at: Instant;
  decider: string;
  decider_name: string;
  state: Generated<ExtensionState>;
  granted_deadline: MaybeInstant;
  decision_reason: Generated<string>;
  decided_at: MaybeInstant;
}

export type ReminderKind = "before" | "on-day" | "overdue" | "escalated-unit" | "escalated-leader" | "urged";
/** How sharp a reminder by hand is: nhắc nhở, phê bình, kiểm điểm. */
export const REMINDER_TONES = ["remind", "criticise", "review"] as const;
export type ReminderTone = (typeof REMINDER_TONES)[number];

export interface ReminderTable {
  id: string;
  assignment_id: string;
  kind: ReminderKind;
  once_key: string;
  number: number;
  tone: ReminderTone | null;
  content: Generated<string>;
  by_name: string;
  at: Instant;
}

export interface ReminderRecipientTable {
  reminder_id: string;
  appointment_id: string;
  person_id: string;
  full_name: string;
  channel: Generated<"page">;
  told_at: MaybeInstant;
  seen_at: MaybeInstant;
}

export interface ReminderDaysTable {
  organisation_id: string;
  before_days: number;
  unit_days: number;
  leader_days: number;
  changed_by_name: string;
  changed_at: Instant;
}

export interface OriginLinkTable {
  incoming_id: string;
  origin_id: string;
  linked_by_name: string;
  linked_at: Instant;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.task_progress": TaskProgressTable;
    "documents.extension": ExtensionTable;
    "documents.reminder": ReminderTable;
    "documents.reminder_recipient": ReminderRecipientTable;
    "documents.reminder_days": ReminderDaysTable;
    "documents.origin_link": OriginLinkTable;
  }
}
