import { sql } from "kysely";
import { PREPARE, type Queries } from "../../../core/database/index.ts";
import type { DossierProgress } from "./facts.ts";
import { asState, type DossierState } from "./states.ts";

interface ProgressRow {
  readonly id: string;
  readonly code: string;
  readonly procedure_name: string;
  readonly organisation_name: string | null;
  readonly state: number;
  readonly submitted_at: Date;
  readonly received_at: Date | null;
  readonly due_at: Date | null;
  readonly trail: readonly {
    readonly at: string;
    readonly action: DossierProgress["trail"][number]["action"];
    readonly to: DossierState;
    readonly by: string;
  }[];
}

/**
 * The progress of a dossier as its square code shows it, in one statement: this page is asked for far more often than
 * everything else about a dossier together.
 *
 * @param token 22 characters of base64url, as in the square code
 * @returns undefined when no dossier has it
 */
export async function progressByToken(queries: Queries, token: string): Promise<DossierProgress | undefined> {
  if (!/^[\w-]{22}$/.test(token)) return undefined;
  const { rows } = await sql<ProgressRow>`${sql.raw(PREPARE)}
    select d.id, d.code, d.procedure_name, d.state, d.submitted_at, d.received_at, d.due_at,
           (select v.name from directory.organisation_version v where v.organisation_id = d.organisation_id
              and v.valid @> (d.submitted_at at time zone 'Asia/Ho_Chi_Minh')::date) as organisation_name,
           (select coalesce(json_agg(json_build_object('at', t.at, 'action', t.action, 'to', t.to_state,
                     'by', t.organisation_name) order by t.id), '[]')
              from public_services.dossier_trace t where t.dossier_id = d.id) as trail
      from public_services.dossier d where d.token = ${token}`.execute(queries);
  const [row] = rows;
  return (
    row && {
      id: row.id,
      code: row.code,
      procedure: { name: row.procedure_name },
      organisationName: row.organisation_name ?? "",
      state: asState(row.state),
      submittedAt: row.submitted_at,
      receivedAt: row.received_at,
      dueAt: row.due_at,
      trail: row.trail.map(({ at, action, to, by }) => ({
        at: new Date(at),
        action,
        to: asState(to),
        organisationName: by,
      })),
    }
  );
}
