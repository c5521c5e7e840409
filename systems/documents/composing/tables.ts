import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date, Date>;
/** Written as JSON text, read as whatever it is: the schema of typed texts has the word. */
type Json = ColumnType<unknown, string, string>;

export interface TextTable {
  id: string;
  organisation_id: string;
  unit_id: string;
  author: string;
  author_name: string;
  version: Generated<number>;
  content: Json;
  outgoing_id: string | null;
  created_at: Instant;
  updated_at: Instant;
}

export interface TextVersionTable {
  text_id: string;
  number: number;
  content: Json;
  file_sha256: string;
  page_amount: number;
  by_name: string;
  at: Instant;
}

export interface TextOpinionTable {
  id: string;
  text_id: string;
  version: number;
  line: number;
  quote: string;
  opinion: string;
  by_appointment: string;
  by_name: string;
  by_position: Generated<string>;
  at: Instant;
  answer: string | null;
  taken: boolean | null;
  answered_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface TemplateTable {
  id: string;
  version: number;
  document_type: string;
  organisation_id: string | null;
  unit_id: string | null;
  name: string;
  content: Json;
  retired: Generated<boolean>;
  by_name: string;
  at: Instant;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.text": TextTable;
    "documents.text_version": TextVersionTable;
    "documents.text_opinion": TextOpinionTable;
    "documents.template": TemplateTable;
  }
}
