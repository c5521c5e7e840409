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

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.absence": AbsenceTable;
    "documents.calendar_feed": CalendarFeedTable;
  }
}
