import { sql } from "kysely";
import { z } from "zod";
import { localDateOf } from "../calendar/index.ts";
import type { Mode } from "../config/index.ts";
import type { Queries } from "../database/index.ts";
import { DELEGATION_KINDS, type HeldDelegation, type PersonActor } from "../transaction/index.ts";
import { grantedRoles } from "./second-factor-policy.ts";

/** One appointment a person may act in today. */
export interface HeldAppointment {
  readonly id: string;
  /** Name of the post: "Phó Giám đốc". */
  readonly title: string;
  /** Name of the organisation, after the name of the inner unit if there is one. */
  readonly organisation: string;
  /** Name of the organisation alone. */
  readonly body: string;
  readonly organisationId: string;
  readonly unitId: string;
  readonly roles: readonly string[];
  /** Degree of secrecy decided for this post, 0–3; null: what its roles give. */
  readonly clearance: number | null;
  /** What others have handed to this appointment for the day. */
  readonly delegations: readonly HeldDelegation[];
}

/** What the directory says of a person today, the primary appointment first. */
export interface Standing {
  readonly fullName: string;
  readonly appointments: readonly HeldAppointment[];
}

const heldAppointments = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    organisation: z.string(),
    body: z.string(),
    organisationId: z.string(),
    unitId: z.string(),
    roles: z.array(z.string()),
    clearance: z.int().nullable(),
    delegations: z.array(
      z.object({
        id: z.string(),
        from: z.string(),
        fromName: z.string(),
        fromTitle: z.string(),
        fromUnitId: z.string(),
        fromOrganisationId: z.string(),
        fromRoles: z.array(z.string()),
        kinds: z.array(z.enum(DELEGATION_KINDS)),
        documentTypes: z.array(z.string()),
        documentTypeNames: z.array(z.string()),
        units: z.array(z.string()),
      }),
    ),
  }),
);

/**
 * SQL text of the appointments of a person on a day as one JSON array, so that a session and its posts are one round
 * trip.
 *
 * @param person SQL of the person's id, @param day SQL of the date; both written by the programmer, never input
 */
export function appointmentsSql(person: string, day: string): string {
  return `(
    select coalesce(jsonb_agg(jsonb_build_object(
             'id', p.id, 'title', o.title, 'organisationId', o.body_id, 'unitId', o.unit_id, 'roles', o.roles,
             'clearance', (select c.level from directory.clearance c where c.appointment_id = p.id and c.valid @> ${day}),
             'delegations', ${delegationsSql("p.id", day)},
             'body', b.name, 'organisation', case when o.unit_id = o.body_id then b.name else u.name || ', ' || b.name end)
             order by (p.kind <> 'primary'), o.ordinal, p.id), '[]')
      from directory.appointment p
      join directory.position o on o.id = p.position_id and o.valid @> ${day}
      join directory.organisation_version b on b.organisation_id = o.body_id and b.valid @> ${day}
      join directory.organisation_version u on u.organisation_id = o.unit_id and u.valid @> ${day}
     where p.person_id = ${person} and p.valid @> ${day})`;
}

/** A delegation holds only while its giver holds the post it was given from, in the same organisation. */
function delegationsSql(appointment: string, day: string): string {
  return `(
    select coalesce(jsonb_agg(jsonb_build_object(
             'id', d.id, 'from', d.from_appointment, 'fromName', dn.full_name, 'fromTitle', dp.title,
             'fromUnitId', dp.unit_id, 'fromOrganisationId', dp.body_id, 'fromRoles', dp.roles, 'kinds', d.kinds,
             'documentTypes', d.document_types, 'documentTypeNames', d.document_type_names, 'units', d.units)
             order by d.given_at, d.id), '[]')
      from directory.delegation d
      join directory.appointment da on da.id = d.from_appointment and da.valid @> ${day}
      join directory.position dp on dp.id = da.position_id and dp.valid @> ${day}
      join directory.person dn on dn.id = da.person_id
     where d.to_appointment = ${appointment} and d.ended_at is null and ${day} between d.begins and d.ends)`;
}

/** Checks what `appointmentsSql` answered. */
export function parseAppointments(json: unknown): HeldAppointment[] {
  return heldAppointments.parse(json);
}

/** What a person is today; undefined when the directory does not know them. */
export async function standingOf(
  queries: Queries,
  personId: string,
  now: Date,
): Promise<Standing | undefined> {
  const found = await sql<{ full_name: string; appointments: unknown }>`
    select n.full_name, ${sql.raw(appointmentsSql("n.id", "t.day"))} as appointments
      from directory.person n cross join (select ${localDateOf(now)}::date as day) t
     where n.id = ${personId}::uuid`.execute(queries);
  const row = found.rows[0];
  return row && { fullName: row.full_name, appointments: parseAppointments(row.appointments) };
}

/** The person as actor in one appointment, with the roles their proof of identity is good for. */
export function actorOf(
  personId: string,
  fullName: string,
  held: HeldAppointment,
  proof: { secondFactor: boolean; mode: Mode; address: string; scopes?: readonly string[] },
): PersonActor {
  // What was handed on needs the same proof of identity as with whoever gave it.
  const delegations = held.delegations.filter(
    ({ fromRoles }) => grantedRoles(fromRoles, proof.secondFactor, proof.mode).length === fromRoles.length,
  );
  return {
    kind: "person",
    personId,
    appointmentId: held.id,
    organisationId: held.organisationId,
    unitId: held.unitId,
    fullName,
    positionTitle: held.title,
    roles: grantedRoles(held.roles, proof.secondFactor, proof.mode),
    ...(held.clearance === null ? {} : { clearance: held.clearance }),
    ...(delegations.length === 0 ? {} : { delegations }),
    ...(proof.address === "" ? {} : { address: proof.address }),
    ...(proof.scopes === undefined ? {} : { scopes: proof.scopes }),
  };
}
