import { sql } from "kysely";
import { z } from "zod";
import { localDateOf } from "../calendar/index.ts";
import type { Mode } from "../config/index.ts";
import type { Queries } from "../database/index.ts";
import type { PersonActor } from "../transaction/index.ts";
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
             'body', b.name, 'organisation', case when o.unit_id = o.body_id then b.name else u.name || ', ' || b.name end)
             order by (p.kind <> 'primary'), o.ordinal, p.id), '[]')
      from directory.appointment p
      join directory.position o on o.id = p.position_id and o.valid @> ${day}
      join directory.organisation_version b on b.organisation_id = o.body_id and b.valid @> ${day}
      join directory.organisation_version u on u.organisation_id = o.unit_id and u.valid @> ${day}
     where p.person_id = ${person} and p.valid @> ${day})`;
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
    ...(proof.address === "" ? {} : { address: proof.address }),
    ...(proof.scopes === undefined ? {} : { scopes: proof.scopes }),
  };
}
