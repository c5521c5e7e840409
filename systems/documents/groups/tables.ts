import type { ColumnType } from "kysely";

export type GroupKind = "recipients" | "units";

interface RecipientGroupTable {
  id: string;
  organisation_id: string;
  owner: string | null;
  kind: GroupKind;
  name: string;
  members: string[];
  changed_by_name: string;
  changed_at: ColumnType<Date, Date, Date>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.recipient_group": RecipientGroupTable;
  }
}
