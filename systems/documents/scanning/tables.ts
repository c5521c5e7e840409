import type { ColumnType, Generated } from "kysely";
import type { ReadPage } from "../../../core/ocr/index.ts";
import type { Proposals } from "./propose-fields.ts";

type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** Why a scan was not read, or what is missing from what was read. */
export const SCAN_CODES = [
  "not-installed",
  "protected",
  "broken",
  "stuck",
  "no-words",
  "has-text",
  "no-copy",
  "earlier",
  "not-asked",
] as const;
export type ScanCode = (typeof SCAN_CODES)[number];

/** How far the reading of a whole scan is. */
export type WholeState = "waiting" | "reading" | "joining" | "done" | "failed";

interface ScanReadingTable {
  sha256: string;
  /** Of the first page, whose fields are proposed. */
  state: "waiting" | "done" | "unreadable" | "not-installed";
  /** JSON. */
  proposals: ColumnType<Proposals, string | undefined, string>;
  requested_at: ColumnType<Date, Date, Date>;
  finished_at: MaybeInstant;
  whole: Generated<WholeState>;
  code: ScanCode | null;
  pages: number | null;
  pages_read: Generated<number>;
  unread: Generated<number[]>;
  copy_sha256: string | null;
  copy_size: ColumnType<string | null, number | null | undefined, number | null>;
}

interface ScanPageTable {
  sha256: string;
  number: number;
  content: ColumnType<ReadPage, string, never>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.scan_reading": ScanReadingTable;
    "documents.scan_page": ScanPageTable;
  }
}
