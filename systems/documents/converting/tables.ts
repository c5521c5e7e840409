import type { ColumnType } from "kysely";

type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface ConversionTable {
  source_sha256: string;
  state: "waiting" | "done" | "failed";
  result_sha256: string | null;
  result_size: number | null;
  code: string | null;
  requested_at: ColumnType<Date, Date, Date>;
  finished_at: MaybeInstant;
}

export interface DraftSourceTable {
  outgoing_id: string;
  file_sha256: string;
  source_sha256: string;
  source_size: number;
  source_name: string;
  source_type: string;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.conversion": ConversionTable;
    "documents.draft_source": DraftSourceTable;
  }
}
