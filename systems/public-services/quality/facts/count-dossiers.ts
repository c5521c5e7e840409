import { sql } from "kysely";
import { loadCalendar, type WorkingCalendar } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { type Procedure, procedureVersion } from "../../catalogue/index.ts";
import { findCitizen } from "../../citizens/index.ts";
import type { TimeUnit } from "../tables.ts";
import "../tables.ts";
import { fairDue, type Pause, timeTaken } from "./fair-due.ts";
import { type DossierRecord, readDossiers } from "./read-dossiers.ts";

/**
 * Makes the rows that the figures count anew from the dossiers as they are now. Repeating it changes nothing; two at the
 * same dossier wait for each other, so that the later one never writes what the earlier one saw.
 *
 * @param ids of dossiers, at most some hundred at once
 */
export async function countDossiers(queries: Queries, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(id, 766)) from unnest(${[...ids].sort()}::text[]) id`.execute(
    queries,
  );
  const records = await readDossiers(queries, ids);
  const known = await knownAccounts(queries, ids);
  const shared = sharing(queries);
  const rows = [];
  for (const record of records) rows.push(await rowOf(queries, record, known, shared));
  if (rows.length > 0) await write(queries, rows);
}

/** Calendars and versions of procedures, each read once. */
interface Shared {
  calendar(organisationId: string): Promise<WorkingCalendar>;
  procedure(versionId: string): Promise<Procedure>;
}

function sharing(queries: Queries): Shared {
  const calendars = new Map<string, Promise<WorkingCalendar>>();
  const procedures = new Map<string, Promise<Procedure>>();
  return {
    calendar: (id) => once(calendars, id, () => loadCalendar(queries, id)),
    procedure: (id) => once(procedures, id, () => procedureVersion(queries, id)),
  };
}

function once<Value>(
  kept: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const found = kept.get(key) ?? make();
  kept.set(key, found);
  return found;
}

/** Whether VNeID vouched for the account, of dossiers counted before: what is true of the account later does not matter. */
async function knownAccounts(
  queries: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const { rows } = await sql<{ dossier_id: string; vneid: boolean }>`
    select dossier_id, vneid from public_services.quality_dossier where dossier_id = any(${[...ids]}::uuid[])`.execute(
    queries,
  );
  return new Map(rows.map(({ dossier_id, vneid }) => [dossier_id, vneid]));
}

async function rowOf(
  queries: Queries,
  record: DossierRecord,
  known: ReadonlyMap<string, boolean>,
  shared: Shared,
) {
  const procedure = await shared.procedure(record.procedure_version_id);
  const found = procedure.cases.find(({ key }) => key === record.case_key);
  const pauses = record.pauses.map(
    ({ from, until }): Pause => ({ from: new Date(from), until: until === null ? null : new Date(until) }),
  );
  const calendar = await shared.calendar(record.organisation_id);
  const { received_at: received, first_due_at: firstDue, finished_at: finished } = record;
  const fair = received && firstDue ? fairDue(firstDue, received, pauses, calendar) : undefined;
  const channel = found?.channels.find((each) => each.channel === record.channel) ?? found?.channels[0];
  const limit = channel?.durations.find(({ unit }) => unit !== "none");
  const unit: TimeUnit | null = limit && limit.unit !== "none" ? limit.unit : null;
  return {
    dossier_id: record.id,
    organisation_id: record.organisation_id,
    code: record.code,
    procedure_code: record.procedure_code,
    procedure_name: record.procedure_name,
    field_code: record.field_code,
    field_name: record.field_name,
    channel: record.channel,
    state: record.state,
    submitted_at: record.submitted_at,
    received_at: received,
    due_at: fair?.due ?? null,
    earlier_dues: fair && fair.earlier.length > 0 ? fair.earlier : null,
    finished_at: finished,
    outcome: finished ? record.outcome : null,
    asked_first: record.asked[0] ?? null,
    asked_second: record.asked[1] ?? null,
    supplements: record.asked.length,
    waits: multirange(pauses),
    has_fee: record.has_fee,
    digitised: record.digitised,
    reusable: found?.components.some(({ key, reusable }) => reusable && record.component_keys.includes(key)),
    reused: record.reused,
    result_at: record.result_at,
    e_result_at: record.e_result_at,
    vneid: known.get(record.id) ?? (await isVneid(queries, record)),
    took:
      received && finished && unit
        ? timeTaken({ from: received, to: finished }, pauses, unit, calendar)
        : null,
    took_unit: unit,
    allowed: limit?.amount ?? null,
    inside: record.inside,
    asking_bodies: record.asking_bodies,
    step_late: record.step_late,
  };
}

/** TaiKhoanDuocXacThucVoiVNeID. */
async function isVneid(queries: Queries, record: DossierRecord): Promise<boolean> {
  if (record.channel !== 2 || record.applicant_citizen_id === null) return false;
  return (await findCitizen(queries, record.applicant_citizen_id))?.verifiedBy === "vneid";
}

/** Empty pauses are none: an empty range is in no range of PostgreSQL. */
function multirange(pauses: readonly Pause[]): string | null {
  const parts = pauses
    .filter(({ from, until }) => until === null || until > from)
    .map(({ from, until }) => `[${from.toISOString()},${until?.toISOString() ?? ""})`);
  return parts.length === 0 ? null : `{${parts.join(",")}}`;
}

async function write(queries: Queries, rows: readonly object[]): Promise<void> {
  await sql`
    insert into public_services.quality_dossier as q (dossier_id, organisation_id, code, procedure_code, procedure_name,
      field_code, field_name, channel, state, submitted_at, received_at, due_at, earlier_dues, finished_at, outcome,
      asked_first, asked_second, supplements, waits, has_fee, digitised, reusable, reused, result_at, e_result_at, vneid,
      took, took_unit, allowed, inside, asking_bodies, step_late, synchronised_at, paid_online, linked_at, population_at,
      complained_at, rated_at, satisfaction)
    select r.dossier_id, r.organisation_id, r.code, r.procedure_code, r.procedure_name, r.field_code, r.field_name,
           r.channel, r.state, r.submitted_at, r.received_at, r.due_at, r.earlier_dues, r.finished_at, r.outcome,
           r.asked_first, r.asked_second, r.supplements, r.waits, r.has_fee, r.digitised, coalesce(r.reusable, false),
           r.reused, r.result_at, r.e_result_at, r.vneid, r.took, r.took_unit, r.allowed, r.inside, r.asking_bodies,
           r.step_late, n.synchronised_at, n.paid_online, n.linked_at, n.population_at, n.complained_at, g.rated_at,
           g.overall
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(dossier_id uuid, organisation_id uuid, code text,
             procedure_code text, procedure_name text, field_code text, field_name text, channel smallint,
             state smallint, submitted_at timestamptz, received_at timestamptz, due_at timestamptz, earlier_dues jsonb,
             finished_at timestamptz, outcome smallint, asked_first timestamptz, asked_second timestamptz,
             supplements smallint, waits tstzmultirange, has_fee boolean, digitised boolean, reusable boolean,
             reused boolean, result_at timestamptz, e_result_at timestamptz, vneid boolean, took numeric,
             took_unit text, allowed numeric, inside boolean, asking_bodies smallint, step_late boolean)
      left join lateral (
        select max(at) filter (where kind = 'synchronised') as synchronised_at,
               max(value) filter (where kind = 'paid-online') as paid_online,
               max(at) filter (where kind = 'linked') as linked_at,
               max(at) filter (where kind = 'population') as population_at,
               max(at) filter (where kind = 'complained') as complained_at
          from public_services.quality_note where dossier_id = r.dossier_id) n on true
      left join public_services.quality_rating g on g.dossier_id = r.dossier_id
    on conflict (dossier_id) do update set
      state = excluded.state, received_at = excluded.received_at, due_at = excluded.due_at,
      earlier_dues = excluded.earlier_dues, finished_at = excluded.finished_at, outcome = excluded.outcome,
      asked_first = excluded.asked_first, asked_second = excluded.asked_second, supplements = excluded.supplements,
      waits = excluded.waits, has_fee = excluded.has_fee, digitised = excluded.digitised, reusable = excluded.reusable,
      reused = excluded.reused, result_at = excluded.result_at, e_result_at = excluded.e_result_at,
      took = excluded.took, took_unit = excluded.took_unit, allowed = excluded.allowed, inside = excluded.inside,
      asking_bodies = excluded.asking_bodies, step_late = excluded.step_late,
      synchronised_at = excluded.synchronised_at, paid_online = excluded.paid_online, linked_at = excluded.linked_at,
      population_at = excluded.population_at, complained_at = excluded.complained_at, rated_at = excluded.rated_at,
      satisfaction = excluded.satisfaction`.execute(queries);
}
