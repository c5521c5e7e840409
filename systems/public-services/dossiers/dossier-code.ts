import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { Organisation } from "../../../core/directory/index.ts";

/** What a dossier code may look like, of this province or another (public services of the ministries have 5 to 7 digits). */
export const DOSSIER_CODE =
  /^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,3})-(?:\d{6}|\d{8})-\d{4,7}$/;

/**
 * The next code of a body on the local day: `000.00.16.H34-220305-0001`; above 9999 the number grows by a digit. The row
 * of the counter is locked until the dossier is committed, so that no number is left out or given twice.
 */
export async function nextDossierCode(queries: Queries, body: Organisation, now: Date): Promise<string> {
  const day = localDateOf(now);
  const { rows } = await sql<{ last: number }>`
    insert into public_services.dossier_counter as c (organisation_id, day, last) values (${body.id}::uuid, ${day}::date, 1)
    on conflict (organisation_id, day) do update set last = c.last + 1 returning last`.execute(queries);
  const last = rows[0]?.last;
  if (last === undefined) throw new Error("the counter of dossiers gave no number");
  return formatDossierCode(body.code102 ?? body.code ?? "H34", day, last);
}

/** @param day `yyyy-MM-dd` */
export function formatDossierCode(bodyCode: string, day: string, number: number): string {
  return `${bodyCode}-${day.slice(2).replaceAll("-", "")}-${String(number).padStart(4, "0")}`;
}
