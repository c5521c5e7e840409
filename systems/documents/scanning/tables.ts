import type { ColumnType } from "kysely";
import type { Proposals } from "./propose-fields.ts";

interface ScanReadingTable {
  sha256: string;
  state: "waiting" | "done" | "unreadable" | "not-installed";
  /** JSON. */
  proposals: ColumnType<Proposals, string | undefined, string>;
  requested_at: ColumnType<Date, Date, Date>;
  finished_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.scan_reading": ScanReadingTable;
  }
}
