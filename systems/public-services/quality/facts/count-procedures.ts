import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import { type Procedure, versionsOfProcedure } from "../../catalogue/index.ts";
import "../tables.ts";

/** The seven parts of a procedure (NĐ 63/2010/NĐ-CP Art. 8.2) and how to see that one is there. */
const PARTS: Readonly<Record<string, (procedure: Procedure) => boolean>> = {
  name: ({ name }) => name !== "",
  steps: ({ cases }) => cases.every(({ steps }) => steps.length > 0),
  manner: ({ cases }) => cases.every(({ channels }) => channels.length > 0),
  components: ({ cases }) => cases.every(({ components }) => components.length > 0),
  time: ({ cases }) => cases.every(({ channels }) => channels.some(({ durations }) => durations.length > 0)),
  who: ({ targets }) => targets.length > 0,
  agency: ({ implementingBody }) => implementingBody !== "",
};

/**
 * Makes what the figures count of a procedure anew from its versions: publishing one ends the one before it, so all of
 * them are written.
 */
export async function countProcedure(queries: Queries, code: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${code}, 767))`.execute(queries);
  const versions = await versionsOfProcedure(queries, code);
  const rows = versions.filter(({ state }) => state !== "draft").flatMap(rowOf);
  await queries.deleteFrom("public_services.quality_procedure").where("code", "=", code).execute();
  if (rows.length > 0) await queries.insertInto("public_services.quality_procedure").values(rows).execute();
}

function rowOf(procedure: Procedure) {
  // Withdrawn on the day it began: it never held.
  if (procedure.validFrom === null) return [];
  const fees = procedure.cases.flatMap(({ channels }) => channels.flatMap((channel) => channel.fees));
  const owed = fees.filter(({ amount }) => amount !== 0);
  return [
    {
      version_id: procedure.versionId,
      code: procedure.code,
      name: procedure.name,
      field_code: procedure.field.code,
      field_name: procedure.field.name,
      levels: [...procedure.levels],
      department: procedure.department,
      valid_from: procedure.validFrom,
      valid_to: procedure.validTo,
      decided_on: dayOfDecision(procedure.basis),
      posted_at: procedure.changedAt,
      missing: Object.entries(PARTS)
        .filter(([, isThere]) => !isThere(procedure))
        .map(([part]) => part),
      // Levels 3 and 4: một phần and toàn trình (NĐ 42/2022/NĐ-CP Art. 11).
      online: procedure.levelNumber >= 3,
      has_fee: owed.length > 0,
      payable: owed.length > 0 && owed.every(({ amount, currency }) => amount !== null && currency === "VND"),
    },
  ];
}

/** "QĐ số 12/QĐ-UBND ngày 04/3/2022" → `2022-03-04`; null when the basis names no day. */
export function dayOfDecision(basis: string): string | null {
  const [, day, month, year] =
    /ngày\s+(\d{1,2})(?:\/|-|\s+tháng\s+)(\d{1,2})(?:\/|-|\s+năm\s+)(\d{4})/i.exec(basis) ?? [];
  if (!day || !month || !year) return null;
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const parsed = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== text ? null : text;
}
