import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { Organisation } from "../../../core/directory/index.ts";

/** What a dossier code may look like, of this province or another (public services of the ministries have 5 to 7 digits). */
export const DOSSIER_CODE =
  /^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,3})-(?:\d{6}|\d{8})-\d{4,7}$/;

/**
 * The next code of a body on the local day: `000.00.16.H34-220305-0001`; above 9999 the number grows by a digit. A part
 * of the statement that writes the dossier: the row of the counter is locked until the commit, so that no number is left
 * out or given twice, and whoever comes next waits for that one statement only.
 *
 * @returns an insert into the counter that returns `code`
 */
export function takeDossierCode(queries: Pick<Queries, "insertInto">, body: Organisation, now: Date) {
  const day = localDateOf(now);
  const prefix = `${body.code102 ?? body.code ?? "H34"}-${day.slice(2).replaceAll("-", "")}-`;
  return queries
    .insertInto("public_services.dossier_counter")
    .values({ organisation_id: body.id, day, last: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(["organisation_id", "day"])
        .doUpdateSet({ last: sql<number>`dossier_counter.last + 1` }),
    )
    .returning(
      sql<string>`${prefix}::text || lpad(dossier_counter.last::text, greatest(4, length(dossier_counter.last::text)), '0')`.as(
        "code",
      ),
    );
}
