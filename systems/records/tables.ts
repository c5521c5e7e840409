import type { ColumnType, Generated } from "kysely";
import type { PackageDescription, PackagedEntry } from "./packages/description.ts";
import type { AccessLevel, FileKind, FileState, PackageKind, PackageState } from "./states.ts";

type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** `yyyy-MM-dd` */
type Day = string;

interface CatalogueTable {
  id: string;
  organisation_id: string;
  year: number;
  state: "drafted" | "issued";
  version: Generated<number>;
  decision: Generated<string>;
  decided_on: Day | null;
  issued_by_name: Generated<string>;
  created_at: Date;
}

interface CatalogueLineTable {
  id: string;
  catalogue_id: string;
  heading: Generated<string>;
  notation: string;
  title: string;
  permanent: boolean;
  years: number | null;
  unit_id: string;
  unit_name: string;
  keeper: string;
  keeper_name: string;
  note: Generated<string>;
  position: number;
  late: Generated<boolean>;
}

interface DepositTable {
  id: string;
  organisation_id: string;
  year: number;
  number: number;
  unit_id: string;
  unit_name: string;
  note: Generated<string>;
  asked_by: string;
  asked_by_name: string;
  asked_at: Date;
}

export interface WorkFileTable {
  id: string;
  organisation_id: string;
  organisation_name: string;
  unit_id: string;
  unit_name: string;
  year: number;
  notation: string;
  title: string;
  permanent: boolean;
  years: number | null;
  kind: FileKind;
  access: AccessLevel;
  language: Generated<string>;
  keywords: Generated<string>;
  description: Generated<string>;
  keeper: string;
  keeper_name: string;
  catalogue_line: string | null;
  state: FileState;
  state_at: Date;
  version: Generated<number>;
  opened_on: Day;
  closed_on: Day | null;
  deposit_due: Day | null;
  kept_back_until: Day | null;
  kept_back_consent: Generated<string>;
  deposit_id: string | null;
  frozen: Generated<boolean>;
  frozen_reason: Generated<string>;
  frozen_by_name: Generated<string>;
  frozen_at: MaybeInstant;
  search: string;
}

export type ItemKind = "incoming" | "outgoing" | "material";

interface ItemTable {
  id: string;
  file_id: string;
  position: number;
  kind: ItemKind;
  document_id: string | null;
  title: Generated<string>;
  material_date: Day | null;
  file_sha256: string | null;
  file_size: number | null;
  file_name: string | null;
  file_type: string | null;
  added_by_name: string;
  added_at: Date;
}

interface FileRightTable {
  file_id: string;
  holder_kind: "appointment" | "unit";
  holder_id: string;
  holder_name: string;
  level: "work" | "read";
  state: "given" | "withdrawn";
  changed_by: string;
  changed_by_name: string;
  changed_at: Date;
  confirmed_by_name: string | null;
  confirmed_at: MaybeInstant;
}

interface DepositFileTable {
  deposit_id: string;
  file_id: string;
  position: number;
  decision: "accepted" | "returned" | "withdrawn" | null;
  reason: Generated<string>;
  decided_by_name: Generated<string>;
  decided_at: MaybeInstant;
}

interface NoticeTable {
  file_id: string;
  due: Day;
  step: "before" | "overdue";
  told: number;
  at: Date;
}

interface PackageTable {
  id: string;
  file_id: string;
  kind: PackageKind;
  state: PackageState;
  made_from: string | null;
  deposit_id: string | null;
  purpose: Generated<string>;
  asked_by_name: string;
  asked_at: Date;
  made_at: MaybeInstant;
  sha256: string | null;
  size: number | null;
  entries: ColumnType<readonly PackagedEntry[] | null, string | null | undefined, string | null>;
  description: ColumnType<PackageDescription | null, string | null | undefined, string | null>;
  problem_vi: Generated<string>;
  problem_en: Generated<string>;
}

interface HistoryTable {
  id: string;
  file_id: string;
  at: Date;
  by_name: string;
  by_position: Generated<string>;
  action: string;
  note: Generated<string>;
}

declare module "../../core/database/tables.ts" {
  interface Tables {
    "records.catalogue": CatalogueTable;
    "records.catalogue_line": CatalogueLineTable;
    "records.deposit": DepositTable;
    "records.work_file": WorkFileTable;
    "records.item": ItemTable;
    "records.file_right": FileRightTable;
    "records.deposit_file": DepositFileTable;
    "records.notice": NoticeTable;
    "records.package": PackageTable;
    "records.history": HistoryTable;
  }
}
