import type { ColumnType, Generated } from "kysely";
import type { ContentParts } from "./content-parts.ts";

type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface ApprovalStepTable {
  id: string;
  outgoing_id: string;
  position: number;
  any_one: boolean;
}

export interface ApproverTable {
  id: string;
  step_id: string;
  appointment_id: string;
  full_name: string;
  position_title: string;
  approved_content: string | null;
  /** Digest of each part of the approved content, by its name. */
  approved_parts: ColumnType<ContentParts | null, string | null | undefined, string | null>;
  approved_file: string | null;
  approved_at: MaybeInstant;
  by_name: string | null;
  by_position: string | null;
  note: Generated<string>;
  earlier_file: string | null;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.approval_step": ApprovalStepTable;
    "documents.approver": ApproverTable;
  }
}
