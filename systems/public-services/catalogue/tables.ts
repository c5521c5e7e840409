import type { ColumnType, Generated } from "kysely";
import type { Level, ProcedureRecord } from "./record.ts";

export type VersionState = "draft" | "published" | "withdrawn";

export interface ProcedureVersionTable {
  id: string;
  code: string;
  number: number;
  state: VersionState;
  valid: string | null;
  record: ColumnType<ProcedureRecord, string, string>;
  name: string;
  field_code: string;
  field_name: string;
  levels: Level[];
  life_events: string[];
  service_level: number;
  words: string;
  body_text: string;
  origin: "official" | "province" | "national";
  digest: string;
  basis: Generated<string>;
  reason: Generated<string>;
  version: Generated<number>;
  changed_by: string;
  changed_at: Date;
}

interface ImportTable {
  id: string;
  file_name: string;
  sha256: string;
  at: Date;
  by_name: string;
  taken: Generated<number>;
  unchanged: Generated<number>;
  refused: Generated<number>;
  finished_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

interface ImportLineTable {
  import_id: string;
  line: number;
  code: string;
  outcome: "taken" | "unchanged" | "refused";
  reason_vi: Generated<string>;
  reason_en: Generated<string>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.procedure": { code: string; created_at: Date };
    "public_services.procedure_version": ProcedureVersionTable;
    "public_services.procedure_keeper": { organisation_id: string; valid: string };
    "public_services.procedure_import": ImportTable;
    "public_services.procedure_import_line": ImportLineTable;
  }
}
