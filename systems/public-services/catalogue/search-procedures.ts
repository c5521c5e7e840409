import type { Queries } from "../../../core/database/index.ts";
import { listProcedures, type ProcedureLine } from "./list-procedures.ts";
import { SPEECH } from "./province-records.ts";

/** Procedures in force on a day (`yyyy-MM-dd`), found as people speak; without words by their code. */
export async function searchProcedures(
  queries: Queries,
  text: string,
  day: string,
  limit: number,
): Promise<readonly ProcedureLine[]> {
  const { lines } = await listProcedures(
    queries,
    SPEECH,
    { on: day, ...(text === "" ? {} : { text }) },
    { limit, offset: 0, ...(text === "" ? { sort: "code" as const } : {}) },
  );
  return lines;
}
