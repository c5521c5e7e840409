import type { ColumnType, Generated } from "kysely";
import type { KeyOwner } from "../service.ts";

/** Open: waiting → authorised. Ended: completed, refused, cancelled, expired. */
export type ActState = "waiting" | "authorised" | "completed" | "refused" | "cancelled" | "expired";

interface ActTable {
  id: string;
  kind: "remote" | "plug-in";
  room: string;
  subject_id: string;
  action: string;
  owner_kind: KeyOwner["kind"];
  owner_id: string;
  started_by: string;
  base_sha256: string;
  prepared_sha256: string | null;
  /** JSON as stored; its reader parses it. */
  details: ColumnType<unknown, string, string>;
  secrets: ColumnType<Record<string, string>, string, string>;
  state: ActState;
  reason: string | null;
  result_sha256: string | null;
  created_at: Date;
  expires_at: Date;
  ended_at: Generated<Date | null>;
}

declare module "../../database/tables.ts" {
  interface Tables {
    "signing.act": ActTable;
  }
}
