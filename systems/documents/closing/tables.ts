import type { ColumnType } from "kysely";
import type { BookName } from "../register-books.ts";
import type { ClosingState } from "./closing-states.ts";

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

interface BookClosingTable {
  id: string;
  organisation_id: string;
  book: BookName;
  secret: boolean;
  year: number;
  state: ClosingState;
  asked_by: string;
  asked_by_name: string;
  asked_at: Instant;
  entries: number | null;
  first_number: number | null;
  last_number: number | null;
  pdf_sha256: string | null;
  pdf_size: number | null;
  xlsx_sha256: string | null;
  xlsx_size: number | null;
  printed_at: MaybeInstant;
  decided_by_name: string | null;
  decided_at: MaybeInstant;
  return_reason: string | null;
}

interface BookNoteTable {
  id: string;
  closing_id: string;
  /** Number, or number and notation, of the line. */
  line: string;
  correction: string;
  by_name: string;
  by_position: string;
  at: Instant;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.book_closing": BookClosingTable;
    "documents.book_note": BookNoteTable;
  }
}
