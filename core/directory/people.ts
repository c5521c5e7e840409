/** People, the posts they hold, and who does what for an organisation on a date. */
import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { fold, tokens } from "../search/index.ts";
import { type AsOf, dayOf, type LocalDate } from "./organisation.ts";

export const ROLES = ["clerk", "leader", "head-of-unit", "specialist", "administrator", "auditor"] as const;
/** What a post does in the systems: văn thư, lãnh đạo, trưởng đơn vị, chuyên viên, quản trị, thanh tra nhật ký. */
export type Role = (typeof ROLES)[number];

export const RANKS = ["head", "deputy", "unit-head", "unit-deputy", "clerk", "specialist"] as const;
export type Rank = (typeof RANKS)[number];

export type AppointmentKind = "primary" | "concurrent" | "acting" | "seconded";

/** One person in one post of one unit. */
export interface Appointment {
  readonly id: string;
  readonly kind: AppointmentKind;
  readonly personId: string;
  readonly fullName: string;
  readonly email: string | null;
  readonly positionId: string;
  readonly title: string;
  readonly rank: Rank;
  readonly roles: readonly Role[];
  /** The unit of the post; equal to `organisationId` when the post belongs to the body itself. */
  readonly unitId: string;
  readonly unitName: string;
  /** The body with a seal. */
  readonly organisationId: string;
  readonly organisationName: string;
  readonly validFrom: LocalDate;
  readonly validTo: LocalDate | null;
}

export interface Person {
  readonly id: string;
  readonly fullName: string;
  readonly email: string | null;
  readonly mobile: string | null;
}

/** The posts a person holds on a date, the main one first. */
export async function appointmentsOf(
  queries: Queries,
  personId: string,
  asOf: AsOf,
): Promise<readonly Appointment[]> {
  return await appointmentsOfPeople(queries, [personId], asOf);
}

/** The posts several people hold on a date, main posts first. */
export async function appointmentsOfPeople(
  queries: Queries,
  personIds: readonly string[],
  asOf: AsOf,
): Promise<readonly Appointment[]> {
  const held = await appointments(queries, asOf, sql`a.person_id = any(${personIds}::uuid[])`);
  return [
    ...held.filter((post) => post.kind === "primary"),
    ...held.filter((post) => post.kind !== "primary"),
  ];
}

export class AppointmentNotFound extends Error {
  readonly code = "directory.appointment-not-found";
}

/** One appointment on a date. Throws `AppointmentNotFound`. */
export async function getAppointment(queries: Queries, id: string, asOf: AsOf): Promise<Appointment> {
  const found = await findAppointment(queries, id, asOf);
  if (!found) throw new AppointmentNotFound(`No appointment ${id} on ${dayOf(asOf)}`);
  return found;
}

/** One appointment on a date, if it is valid then. */
export async function findAppointment(
  queries: Queries,
  id: string,
  asOf: AsOf,
): Promise<Appointment | undefined> {
  return (await appointments(queries, asOf, sql`a.id = ${id}::uuid`))[0];
}

/**
 * Who does something for a body or a unit on a date, highest post first.
 *
 * @param organisationId a body (any post of it or of its units) or a unit (posts of that unit)
 */
export async function holdersOf(
  queries: Queries,
  role: Role,
  organisationId: string,
  asOf: AsOf,
): Promise<readonly Appointment[]> {
  return appointments(
    queries,
    asOf,
    sql`(p.body_id = ${organisationId}::uuid or p.unit_id = ${organisationId}::uuid) and p.roles @> ${[role]}::text[]`,
  );
}

/** Everybody with a post in a body or a unit on a date: the body's own posts first, then unit by unit. */
export async function peopleOf(
  queries: Queries,
  organisationId: string,
  asOf: AsOf,
): Promise<readonly Appointment[]> {
  return appointments(
    queries,
    asOf,
    sql`(p.body_id = ${organisationId}::uuid or p.unit_id = ${organisationId}::uuid)`,
  );
}

export async function findPerson(queries: Queries, id: string): Promise<Person | undefined> {
  const { rows } = await sql<Person>`
    select id, full_name as "fullName", email, mobile from directory.person where id = ${id}::uuid`.execute(
    queries,
  );
  return rows[0];
}

/** Given name first: Vietnamese lists are sorted by it. */
export function sortName(fullName: string): string {
  const words = fullName.normalize("NFC").trim().split(/\s+/);
  return [words.at(-1) ?? "", ...words.slice(0, -1)].join(" ");
}

/** Name without marks, for looking up. */
export function foldedName(fullName: string): string {
  return tokens(fullName).map(fold).join(" ");
}

async function appointments(
  queries: Queries,
  asOf: AsOf,
  condition: RawBuilder<unknown>,
): Promise<readonly Appointment[]> {
  const { rows } = await sql<Appointment>`
    select a.id, a.kind, a.person_id as "personId", n.full_name as "fullName", n.email,
           p.id as "positionId", p.title, p.rank, p.roles, p.unit_id as "unitId", u.name as "unitName",
           p.body_id as "organisationId", b.name as "organisationName",
           lower(a.valid) as "validFrom", upper(a.valid) as "validTo"
      from directory.appointment a
      join directory.position p on p.id = a.position_id and p.valid @> ${dayOf(asOf)}::date
      join directory.person n on n.id = a.person_id
      join directory.organisation_version u on u.organisation_id = p.unit_id and u.valid @> ${dayOf(asOf)}::date
      join directory.organisation_version b on b.organisation_id = p.body_id and b.valid @> ${dayOf(asOf)}::date
     where a.valid @> ${dayOf(asOf)}::date and ${condition}
     order by array_position(array['head', 'deputy', 'unit-head', 'unit-deputy', 'clerk', 'specialist'], p.rank),
              u.ordinal, p.ordinal, n.sort_name collate "vi-x-icu", a.id`.execute(queries);
  return rows;
}
