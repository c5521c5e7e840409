import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import "../../dossiers/index.ts";

/** What the figures need of a dossier, as the dossiers' tables say it now. */
export interface DossierRecord {
  readonly id: string;
  readonly organisation_id: string;
  readonly code: string;
  readonly procedure_code: string;
  readonly procedure_name: string;
  readonly procedure_version_id: string;
  readonly case_key: string;
  readonly field_code: string;
  readonly field_name: string;
  readonly channel: 1 | 2 | 3;
  readonly state: number;
  readonly submitted_at: Date;
  readonly received_at: Date | null;
  readonly first_due_at: Date | null;
  readonly finished_at: Date | null;
  readonly applicant_citizen_id: string | null;
  readonly has_fee: boolean;
  readonly outcome: number | null;
  readonly asked: readonly Date[];
  readonly pauses: readonly { readonly from: string; readonly until: string | null }[];
  readonly digitised: boolean;
  readonly reused: boolean;
  readonly component_keys: readonly string[];
  readonly result_at: Date | null;
  readonly e_result_at: Date | null;
  readonly inside: boolean;
  readonly asking_bodies: number;
  readonly step_late: boolean | null;
}

/** Reads dossiers by id, any number at once. */
export async function readDossiers(
  queries: Queries,
  ids: readonly string[],
): Promise<readonly DossierRecord[]> {
  const { rows } = await sql<DossierRecord>`
    select d.id, d.organisation_id, d.code, d.procedure_code, d.procedure_name, d.procedure_version_id, d.case_key,
           d.field_code, d.field_name, d.channel, d.state, d.submitted_at, d.received_at, d.first_due_at, d.finished_at,
           d.applicant_citizen_id, jsonb_array_length(d.fees) > 0 as has_fee,
           (select t.to_state from public_services.dossier_trace t
             where t.dossier_id = d.id and t.to_state in (3, 7, 8, 9, 10) and t.from_state is distinct from t.to_state
             order by t.id limit 1) as outcome,
           array(select s.asked_at from public_services.dossier_supplement s
                  where s.dossier_id = d.id order by s.asked_at) as asked,
           coalesce(p.pauses, '[]') as pauses,
           coalesce(c.digitised, false) as digitised, coalesce(c.reused, false) as reused,
           coalesce(c.keys, '{}') as component_keys,
           f.result_at, f.e_result_at, t.inside, t.asking_bodies, t.step_late
      from public_services.dossier d
      left join lateral (
        select jsonb_agg(jsonb_build_object('from', from_at, 'until', until_at) order by from_at) as pauses
          from public_services.dossier_pause where dossier_id = d.id) p on true
      -- A component counts when it is required or was handed in: then its file must be there.
      left join lateral (
        select bool_and(digitised or not (required or originals + certified + copies > 0)) and bool_or(digitised) as digitised,
               bool_or(reused) as reused, array_agg(key) as keys
          from public_services.dossier_component where dossier_id = d.id) c on true
      left join lateral (
        select min(at) as result_at, min(signed_at) as e_result_at
          from public_services.dossier_file where dossier_id = d.id and kind = 'result') f on true
      left join lateral (
        select count(*) filter (where organisation_id <> d.organisation_id) = 0 as inside,
               count(distinct organisation_id) filter (where organisation_id <> d.organisation_id
                 and action in ('ask-supplement', 'ask-payment'))::int as asking_bodies,
               -- A step was left when the next one, or none, took its place.
               bool_or(at > step_due_at) filter (where from_step is not null and step_due_at is not null
                 and action in ('forward', 'finish', 'return', 'stop')) as step_late
          from public_services.dossier_trace where dossier_id = d.id) t on true
     where d.id = any(${[...ids]}::uuid[])
     order by d.id`.execute(queries);
  return rows;
}
