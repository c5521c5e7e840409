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

/** What reading of a document comes with, and goes with. */
export type ReadingGround = "opinion" | "approval";

export interface GivenReadingTable {
  document_id: string;
  holder: string;
  ground: ReadingGround;
  ground_id: string;
  given_by_name: string;
  given_at: Instant;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.reading": ReadingTable;
    "documents.given_reading": GivenReadingTable;
  }
}
