import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { DossierRow } from "./dossier.ts";
import type { DossierSubject } from "./permissions.ts";
import { stepOf } from "./steps.ts";

/** A dossier as the rules of `permissions.ts` ask for it. */
export async function subjectOfDossier(queries: Queries, row: DossierRow): Promise<DossierSubject> {
  const step = await stepOf(queries, row);
  const { rows } = await sql<{ id: string }>`
    select distinct organisation_id as id from public_services.dossier_trace
     where dossier_id = ${row.id}::uuid and organisation_id is not null`.execute(queries);
  return {
    organisationId: row.organisation_id,
    step:
      step && row.step_organisation_id !== null
        ? {
            organisationId: row.step_organisation_id,
            unitId: row.step_unit_id,
            personId: row.step_person_id,
            role: step.role,
          }
        : null,
    handledBy: rows.map(({ id }) => id),
  };
}
