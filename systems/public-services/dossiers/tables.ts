import type { ColumnType, Generated } from "kysely";
import type { Party } from "../forms/index.ts";
import type { DossierFee, TraceAction } from "./facts.ts";
import type { WorkflowDefinition } from "./workflow/definition.ts";

/** Written as JSON text, read as what it holds. */
type Json<Content> = ColumnType<Content, string, string>;
type Maybe<Content> = ColumnType<Content | null, Content | null | undefined, Content | null>;

interface DossierTable {
  id: string;
  code: string;
  token: string;
  procedure_code: string;
  procedure_name: string;
  procedure_version_id: string;
  case_key: string;
  field_code: string;
  field_name: string;
  organisation_id: string;
  channel: 1 | 2 | 3;
  state: number;
  /** The state from which 5 or 6 was asked. */
  state_before: Maybe<number>;
  applicant: Json<Party>;
  owner: Json<Party>;
  owner_name: string;
  applicant_citizen_id: Maybe<string>;
  owner_citizen_id: Maybe<string>;
  form_version_id: Maybe<string>;
  answers: Maybe<unknown>;
  return_by: 0 | 1;
  notify_sms: boolean;
  notify_zalo: boolean;
  notify_email: boolean;
  fees: Json<readonly DossierFee[]>;
  sets: Generated<number>;
  submitted_at: Date;
  received_at: Maybe<Date>;
  due_at: Maybe<Date>;
  first_due_at: Maybe<Date>;
  apologised_at: Maybe<Date>;
  finished_at: Maybe<Date>;
  returned_at: Maybe<Date>;
  workflow_version_id: string;
  step_key: Maybe<string>;
  step_organisation_id: Maybe<string>;
  step_unit_id: Maybe<string>;
  step_person_id: Maybe<string>;
  step_since: Maybe<Date>;
  step_due_at: Maybe<Date>;
  version: Generated<number>;
  /** 0 nobody told of the promise, 1 that it is near, 2 that it has passed. */
  reminded: Generated<number>;
  words: string;
}

interface DossierComponentTable {
  dossier_id: string;
  position: number;
  key: string;
  code: string;
  name: string;
  originals: number;
  certified: number;
  copies: number;
  required: boolean;
  digitised: Generated<boolean>;
  reused: Generated<boolean>;
}

interface DossierFileTable {
  id: string;
  dossier_id: string;
  kind: "submitted" | "supplement" | "result" | "paper";
  component_key: Maybe<string>;
  supplement_id: Maybe<string>;
  name: string;
  mime: string;
  sha256: string;
  /** Bytes. */
  size: number;
  at: Date;
  by_name: string;
  /** Who signed it here; null: nobody. */
  signed_by: Maybe<string>;
  signed_at: Maybe<Date>;
}

interface DossierSupplementTable {
  id: string;
  dossier_id: string;
  asked_at: Date;
  asked_by: string;
  asked_by_phone: string;
  reason: string;
  components: Json<readonly { readonly key: string | null; readonly name: string }[]>;
  answered_at: Maybe<Date>;
  answer: Generated<string>;
}

interface DossierPauseTable {
  dossier_id: string;
  why: 5 | 6;
  from_at: Date;
  until_at: Maybe<Date>;
}

interface DossierTraceTable {
  id: string;
  dossier_id: string;
  at: Date;
  action: TraceAction;
  from_state: Maybe<number>;
  to_state: number;
  person_id: Maybe<string>;
  name: string;
  position: string;
  organisation_id: Maybe<string>;
  organisation_name: string;
  from_step: Maybe<string>;
  to_step: Maybe<string>;
  step_words: string;
  /** When the step it left should have been done. */
  step_due_at: Maybe<Date>;
  note: string;
  /** Whether the citizen reads the note. */
  public_note: boolean;
}

interface WorkflowTable {
  code: string;
  name: string;
  working: Maybe<string>;
  working_version: Generated<number>;
  published_id: Maybe<string>;
  changed_at: Date;
  changed_by: string;
}

interface WorkflowVersionTable {
  id: string;
  code: string;
  number: number;
  definition: Json<WorkflowDefinition>;
  published_at: Date;
  published_by: string;
  note: Generated<string>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.dossier": DossierTable;
    "public_services.dossier_component": DossierComponentTable;
    "public_services.dossier_file": DossierFileTable;
    "public_services.dossier_supplement": DossierSupplementTable;
    "public_services.dossier_pause": DossierPauseTable;
    "public_services.dossier_trace": DossierTraceTable;
    "public_services.dossier_counter": { organisation_id: string; day: string; last: number };
    "public_services.workflow": WorkflowTable;
    "public_services.workflow_version": WorkflowVersionTable;
  }
}
