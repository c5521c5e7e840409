/** Writes a whole directory at once: organisations, posts, people. */
import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import {
  type LocalDate,
  nameForLookup,
  type OrganisationKind,
  type OrganisationSource,
  weightOf,
} from "./organisation.ts";
import { type AppointmentKind, foldedName, type Rank, type Role, sortName } from "./people.ts";

export interface NewOrganisation {
  readonly id: string;
  /** `axis`: a body outside the province, kept up to date by the axis list. Default `province`. */
  readonly source?: OrganisationSource;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly shortName?: string;
  readonly code?: string;
  readonly code102?: string;
  readonly gsoCode?: string;
  readonly demoCode?: boolean;
  readonly parentId?: string;
  /** Only for inner units: the body they belong to. */
  readonly bodyId?: string;
  readonly ordinal?: number;
  readonly email?: string;
  readonly validFrom: LocalDate;
  readonly validTo?: LocalDate;
}

export interface NewPosition {
  readonly id: string;
  readonly unitId: string;
  readonly bodyId: string;
  readonly title: string;
  readonly rank: Rank;
  readonly roles: readonly Role[];
  readonly ordinal?: number;
  readonly validFrom: LocalDate;
}

export interface NewPerson {
  readonly id: string;
  readonly fullName: string;
  readonly email?: string;
  readonly mobile?: string;
}

export interface NewAppointment {
  readonly id: string;
  readonly personId: string;
  readonly positionId: string;
  readonly kind: AppointmentKind;
  readonly validFrom: LocalDate;
}

export interface DirectorySeed {
  readonly organisations: readonly NewOrganisation[];
  readonly positions: readonly NewPosition[];
  readonly people: readonly NewPerson[];
  readonly appointments: readonly NewAppointment[];
}

/** Writes a directory in the caller's transaction: one statement for each table. */
export async function seedDirectory(queries: Queries, seed: DirectorySeed): Promise<void> {
  await addOrganisations(queries, seed.organisations);
  await addPositions(queries, seed.positions);
  await addPeople(queries, seed.people);
  await addAppointments(queries, seed.appointments);
  // Without statistics the first look-ups after seeding would be planned for empty tables.
  await sql`analyze directory.organisation_version, directory.position, directory.person, directory.appointment`.execute(
    queries,
  );
}

/** Adds organisations with their first version. */
export async function addOrganisations(
  queries: Queries,
  organisations: readonly NewOrganisation[],
  reorganisationId: string | null = null,
): Promise<void> {
  if (organisations.length === 0) return;
  const rows = organisations.map((organisation) => {
    const { folded, words } = nameForLookup(organisation.name);
    return {
      id: organisation.id,
      source: organisation.source ?? "province",
      demo_code: organisation.demoCode ?? false,
      valid_from: organisation.validFrom,
      valid_to: organisation.validTo ?? null,
      kind: organisation.kind,
      name: organisation.name.normalize("NFC"),
      short_name: organisation.shortName ?? null,
      code: organisation.code ?? null,
      code102: organisation.code102 ?? null,
      gso_code: organisation.gsoCode ?? null,
      parent_id: organisation.parentId ?? null,
      body_id: organisation.bodyId ?? organisation.id,
      ordinal: organisation.ordinal ?? 0,
      email: organisation.email ?? null,
      name_folded: folded,
      words,
      weight: weightOf(organisation.source ?? "province", organisation.kind),
      reorganisation_id: reorganisationId,
    };
  });
  const json = JSON.stringify(rows);
  await sql`insert into directory.organisation (id, source, demo_code)
    select id, source, demo_code from jsonb_to_recordset(${json}::jsonb) as r(id uuid, source text, demo_code boolean)`.execute(
    queries,
  );
  await sql`
    insert into directory.organisation_version (organisation_id, valid, kind, name, short_name, code, code102, gso_code,
      parent_id, body_id, ordinal, email, name_folded, words, weight, reorganisation_id)
    select id, daterange(valid_from, valid_to), kind, name, short_name, code, code102, gso_code, parent_id, body_id,
           ordinal, email, name_folded, array_to_tsvector(words), weight, reorganisation_id
      from jsonb_to_recordset(${json}::jsonb) as r(
        id uuid, valid_from date, valid_to date, kind text, name text, short_name text, code text, code102 text,
        gso_code text, parent_id uuid, body_id uuid, ordinal int, email text, name_folded text, words text[],
        weight smallint, reorganisation_id uuid)`.execute(queries);
}

export async function addPositions(queries: Queries, positions: readonly NewPosition[]): Promise<void> {
  const rows = positions.map((position) => ({
    id: position.id,
    unit_id: position.unitId,
    body_id: position.bodyId,
    title: position.title,
    rank: position.rank,
    roles: position.roles,
    ordinal: position.ordinal ?? 0,
    valid_from: position.validFrom,
  }));
  await sql`
    insert into directory.position (id, unit_id, body_id, title, rank, roles, valid, ordinal)
    select id, unit_id, body_id, title, rank, roles, daterange(valid_from, null), ordinal
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, unit_id uuid, body_id uuid, title text, rank text, roles text[], ordinal int, valid_from date)`.execute(
    queries,
  );
}

export async function addPeople(queries: Queries, people: readonly NewPerson[]): Promise<void> {
  const rows = people.map((person) => ({
    id: person.id,
    full_name: person.fullName.normalize("NFC"),
    sort_name: sortName(person.fullName),
    name_folded: foldedName(person.fullName),
    email: person.email ?? null,
    mobile: person.mobile ?? null,
  }));
  await sql`
    insert into directory.person (id, full_name, sort_name, name_folded, email, mobile)
    select id, full_name, sort_name, name_folded, email, mobile
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, full_name text, sort_name text, name_folded text, email text, mobile text)`.execute(queries);
}

export async function addAppointments(
  queries: Queries,
  appointments: readonly NewAppointment[],
): Promise<void> {
  const rows = appointments.map((appointment) => ({
    id: appointment.id,
    person_id: appointment.personId,
    position_id: appointment.positionId,
    kind: appointment.kind,
    valid_from: appointment.validFrom,
  }));
  await sql`
    insert into directory.appointment (id, person_id, position_id, kind, valid)
    select id, person_id, position_id, kind, daterange(valid_from, null)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, person_id uuid, position_id uuid, kind text, valid_from date)`.execute(queries);
}
