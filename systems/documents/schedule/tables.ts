import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface AbsenceTable {
  id: string;
  organisation_id: string;
  unit_id: string;
  appointment_id: string;
  person_name: string;
  /** `yyyy-MM-dd`, both included. */
  from_day: string;
  to_day: string;
  reason: Generated<string>;
  entered_by_name: string;
  entered_at: Instant;
  removed_at: MaybeInstant;
}

export interface CalendarFeedTable {
  id: string;
  person_id: string;
  appointment_id: string;
  /** Roles of the session that made the address. */
  roles: string[];
  made_at: Instant;
  last_read_at: MaybeInstant;
  revoked_at: MaybeInstant;
}

/** Who finds an event in their calendar. */
export const EVENT_SCOPES = ["invited", "unit", "organisation"] as const;
export type EventScope = (typeof EVENT_SCOPES)[number];

export interface EventTable {
  id: string;
  organisation_id: string;
  unit_id: string;
  scope: EventScope;
  title: string;
  place: string;
  others: string;
  note: string;
  starts_at: Instant;
  ends_at: Instant;
  chair_appointment: string | null;
  chair_name: string;
  document_id: string | null;
  document_symbol: string;
  series_id: string | null;
  state: Generated<"planned" | "cancelled">;
  version: Generated<number>;
  entered_by: string;
  entered_by_name: string;
  entered_at: Instant;
}

/** What somebody invited says: comes, is not sure, does not come. */
export const EVENT_ANSWERS = ["accepted", "tentative", "declined"] as const;
export type EventAnswer = (typeof EVENT_ANSWERS)[number];

export interface EventGuestTable {
  event_id: string;
  appointment_id: string;
  person_id: string;
  person_name: string;
  answer: ColumnType<EventAnswer | null, EventAnswer | null | undefined, EventAnswer | null>;
  answer_note: Generated<string>;
  answered_at: MaybeInstant;
}

export type EventStep = "entered" | "moved" | "changed" | "cancelled";

export interface EventChangeTable {
  id: string;
  event_id: string;
  at: Instant;
  by_name: string;
  by_title: string;
  step: EventStep;
  was_starts_at: MaybeInstant;
  was_ends_at: MaybeInstant;
  was_place: string | null;
  reason: string;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.absence": AbsenceTable;
    "documents.event": EventTable;
    "documents.event_guest": EventGuestTable;
    "documents.event_change": EventChangeTable;
    "documents.calendar_feed": CalendarFeedTable;
  }
}
