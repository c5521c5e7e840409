import type { ColumnType, Generated } from "kysely";
import type { HandoverKind } from "./kinds.ts";

type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

export type HandoverState = "moving" | "to-confirm" | "confirmed";
/** `gone`: by the time its turn came it was no longer open or no longer that person's. */
export type ItemState = "waiting" | "moved" | "ended" | "refused" | "gone";

interface HandoverTable {
  id: string;
  organisation_id: string;
  unit_id: string;
  unit_name: string;
  from_appointment: string;
  from_name: string;
  from_title: string;
  basis: string;
  state: Generated<HandoverState>;
  asked_by: string;
  asked_by_name: string;
  asked_by_title: string;
  asked_at: Date;
  moved_at: MaybeInstant;
  confirmed_at: MaybeInstant;
  minutes_sha256: string | null;
  minutes_size: number | null;
  signed_at: MaybeInstant;
}

interface HandoverItemTable {
  handover_id: string;
  position: number;
  kind: HandoverKind;
  object_id: string;
  href: string;
  code: string;
  abstract: Generated<string>;
  confidentiality: number;
  deadline: MaybeInstant;
  to_appointment: string | null;
  state: Generated<ItemState>;
  reason_vi: Generated<string>;
  reason_en: Generated<string>;
  at: MaybeInstant;
}

interface HandoverReceiverTable {
  handover_id: string;
  appointment_id: string;
  full_name: string;
  title: string;
  confirmed_at: MaybeInstant;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.handover": HandoverTable;
    "documents.handover_item": HandoverItemTable;
    "documents.handover_receiver": HandoverReceiverTable;
  }
}
