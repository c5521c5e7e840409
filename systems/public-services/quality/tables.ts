import type { ColumnType, Generated } from "kysely";

/** Written as JSON text, read as what it holds. */
type Json<Content> = ColumnType<Content, string, string>;
type Maybe<Content> = ColumnType<Content | null, Content | null | undefined, Content | null>;

/** Unit of time of a procedure's limit. */
export type TimeUnit = "working-day" | "day" | "hour";

interface QualityDossierTable {
  dossier_id: string;
  organisation_id: string;
  code: string;
  procedure_code: string;
  procedure_name: string;
  field_code: string;
  field_name: string;
  channel: 1 | 2 | 3;
  state: number;
  submitted_at: Date;
  received_at: Maybe<Date>;
  due_at: Maybe<Date>;
  finished_at: Maybe<Date>;
  outcome: Maybe<3 | 7 | 8 | 9 | 10>;
  supplements: number;
  inside: boolean;
  asking_bodies: number;
  step_late: Maybe<boolean>;
  complained_at: Maybe<Date>;
  rated_at: Maybe<Date>;
  satisfaction: Maybe<number>;
}

interface QualityNoteTable {
  dossier_id: string;
  kind: NoteKind;
  at: Date;
  value: Maybe<number>;
}

/** What another room may say of a dossier. */
export type NoteKind = "synchronised" | "paid-online" | "linked" | "population" | "complained";

interface QualityProcedureTable {
  version_id: string;
  code: string;
  name: string;
  field_code: string;
  field_name: string;
  levels: ("province" | "district" | "commune")[];
  department: string;
  valid_from: string;
  valid_to: Maybe<string>;
  decided_on: Maybe<string>;
  posted_at: Date;
  missing: string[];
  online: boolean;
  has_fee: boolean;
  payable: boolean;
}

interface QualityRatingTable {
  dossier_id: string;
  token: string;
  organisation_id: string;
  code: string;
  quarter: number;
  year: number;
  invited_at: Date;
  facts: Json<CriterionPoints>;
  rated_at: Maybe<Date>;
  overall: Maybe<1 | 2 | 3>;
  answers: ColumnType<CriterionPoints, string | undefined, string>;
  comment: Generated<string>;
  adjusted: ColumnType<CriterionPoints, string | undefined, string>;
  adjusted_reason: Generated<string>;
  adjusted_by: Generated<string>;
  adjusted_at: Maybe<Date>;
  total: number;
  grade: Grade;
  version: Generated<number>;
}

/** Points by number of the criterion: "1" … "9" 0 to 2, "10" (convenience) 1 to 3. */
export type CriterionPoints = Readonly<Record<string, number>>;

/** NĐ 61/2018/NĐ-CP: xuất sắc, tốt, khá, trung bình, yếu. */
export const GRADES = ["excellent", "good", "fair", "average", "weak"] as const;
export type Grade = (typeof GRADES)[number];

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.quality_dossier": QualityDossierTable;
    "public_services.quality_note": QualityNoteTable;
    "public_services.quality_procedure": QualityProcedureTable;
    "public_services.quality_rating": QualityRatingTable;
  }
}
