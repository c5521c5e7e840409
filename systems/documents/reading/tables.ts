import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date, Date>;

export interface ReadingTable {
  document_id: string;
  appointment_id: string;
  person_id: string;
  by_name: string;
  by_position: Generated<string>;
  first_at: Instant;
  last_at: Instant;
  visits: Generated<number>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.reading": ReadingTable;
  }
}
