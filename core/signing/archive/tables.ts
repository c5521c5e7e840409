import type { Generated, Selectable } from "kysely";
import type { SignatureLevel } from "../verification/verdict.ts";

interface ArchivedFileTable {
  id: string;
  contents: string[];
  current_sha256: string;
  state: "waiting" | "archived" | "failed";
  level: SignatureLevel | null;
  archived_until: Date | null;
  due_at: Date | null;
  attempts: Generated<number>;
  problem: string | null;
  problem_detail: string | null;
  asked_at: Date;
  archived_at: Date | null;
}

/** A file in the care of the archive. */
export type ArchivedFile = Selectable<ArchivedFileTable>;

declare module "../../database/tables.ts" {
  interface Tables {
    "signing.archived_file": ArchivedFileTable;
  }
}
