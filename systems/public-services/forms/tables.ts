import type { ColumnType, Generated } from "kysely";
import type { Wording } from "../../../core/ui/language.ts";
import type { Leftover } from "./definition/carry-over.ts";
import type { Typed } from "./definition/leaves.ts";

/** Written as JSON text, read as what it holds. */
type Json<Content> = ColumnType<Content, string, string>;
type JsonWithDefault<Content> = ColumnType<Content, string | undefined, string>;
type Maybe<Content> = ColumnType<Content | null, Content | null | undefined, Content | null>;

interface FormTable {
  code: string;
  owner_id: string | null;
  title: string;
  search: string;
  working: ColumnType<unknown, string | null, string | null>;
  working_version: Generated<number>;
  published_id: Maybe<string>;
  changed_at: Date;
  changed_by: Generated<string>;
}

interface FormVersionTable {
  id: string;
  code: string;
  number: number;
  definition: Json<unknown>;
  checksum: string;
  note: Generated<string>;
  published_at: Date;
  published_by: string;
  withdrawn_at: Maybe<Date>;
  withdrawn_by: Generated<string>;
  withdrawn_reason: Generated<string>;
}

/** Where an answer came from when the person did not type it. */
export type Origin = "account" | "earlier";

interface FormDraftTable {
  id: string;
  version_id: string | null;
  trial: ColumnType<unknown, string | null | undefined, string | null>;
  holder: Buffer;
  citizen_id: Maybe<string>;
  procedure_code: Generated<string>;
  procedure_name: Generated<string>;
  procedure_version_id: Maybe<string>;
  case_key: Generated<string>;
  organisation_id: Maybe<string>;
  organisation_name: Generated<string>;
  typed: JsonWithDefault<Typed>;
  origins: JsonWithDefault<Readonly<Record<string, Origin>>>;
  seen: Generated<string[]>;
  leftovers: JsonWithDefault<readonly Leftover[]>;
  added: JsonWithDefault<readonly Wording[]>;
  carried_at: Maybe<Date>;
  state: Generated<"open" | "sent">;
  created_at: Date;
  changed_at: Date;
  expires_at: Date;
  sent_at: Maybe<Date>;
  dossier_id: Maybe<string>;
  dossier_code: Generated<string>;
  dossier_token: Generated<string>;
}

interface FormDraftFileTable {
  id: string;
  draft_id: string;
  path: string;
  component_key: Generated<string>;
  name: string;
  mime: string;
  sha256: string;
  /** Bytes. */
  size: number;
  at: Date;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.form": FormTable;
    "public_services.form_version": FormVersionTable;
    "public_services.form_procedure": { procedure_code: string; code: string };
    "public_services.form_draft": FormDraftTable;
    "public_services.form_draft_file": FormDraftFileTable;
  }
}
