import type { ColumnType, Generated } from "kysely";
import type { SlipFields } from "./slip-fields.ts";

export const SLIP_DECISIONS = ["agree", "disagree", "other"] as const;
export type SlipDecision = (typeof SLIP_DECISIONS)[number];

export interface SlipVersionTable {
  outgoing_id: string;
  number: number;
  fields: ColumnType<SlipFields, string, never>;
  file_sha256: string;
  file_size: ColumnType<string, number, number>;
  by_name: string;
  by_position: string;
  at: ColumnType<Date, Date, Date>;
  decision: SlipDecision | null;
  decision_text: Generated<string>;
  decided_file: string | null;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.slip_version": SlipVersionTable;
  }
}
