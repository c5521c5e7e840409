import type { ColumnType } from "kysely";

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.file_text": {
      file_sha256: string;
      content: string;
      read_at: ColumnType<Date, Date, Date>;
    };
  }
}

declare module "../../../core/transaction/transact.ts" {
  interface JobTypes {
    /** Takes the text out of one stored PDF. */
    "documents.read-file-text": { readonly sha256: string };
  }
}
