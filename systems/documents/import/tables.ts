import type { ColumnType, Generated } from "kysely";

type Json<Value> = ColumnType<Value, string | undefined, string>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** An index as it was before it was put aside. */
export interface IndexDefinition {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

export interface BulkRunTable {
  id: string;
  kind: "import" | "history";
  source: string;
  parameters: Json<Readonly<Record<string, string | number>>>;
  state: Generated<"running" | "finished">;
  progress: Json<Readonly<Record<string, number>>>;
  documents: Generated<number>;
  refused: Generated<number>;
  taken: Json<Readonly<Record<string, number>>>;
  started_by_name: string;
  started_at: ColumnType<Date, Date, Date>;
  finished_at: MaybeInstant;
  put_aside: Json<readonly IndexDefinition[]>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.bulk_run": BulkRunTable;
  }
}
