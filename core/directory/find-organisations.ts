import { sql } from "kysely";
import { PREPARE, type Queries } from "../database/index.ts";
import {
  type AsOf,
  dayOf,
  ORGANISATION_COLUMNS,
  ORGANISATION_ROWS,
  type Organisation,
  OrganisationNotFound,
} from "./organisation.ts";

/** The organisations with these ids that exist on a date, in no particular order. */
export async function findOrganisations(
  queries: Queries,
  ids: readonly string[],
  asOf: AsOf,
): Promise<readonly Organisation[]> {
  if (ids.length === 0) return [];
  const { rows } =
    await sql<Organisation>`${sql.raw(PREPARE)} select ${ORGANISATION_COLUMNS} from ${ORGANISATION_ROWS}
     where v.organisation_id = any(${ids}::uuid[]) and v.valid @> ${dayOf(asOf)}::date`.execute(queries);
  return rows;
}

/** The organisation as it stands on a date, if it exists then. */
export async function findOrganisation(
  queries: Queries,
  id: string,
  asOf: AsOf,
): Promise<Organisation | undefined> {
  return (await findOrganisations(queries, [id], asOf))[0];
}

/**
 * The organisation as it stands on a date, and what it stands under.
 * @throws OrganisationNotFound
 */
export async function getWithParent(
  queries: Queries,
  id: string,
  asOf: AsOf,
): Promise<{ readonly organisation: Organisation; readonly parent: Organisation | undefined }> {
  const { rows } =
    await sql<Organisation>`${sql.raw(PREPARE)} select ${ORGANISATION_COLUMNS} from ${ORGANISATION_ROWS}
     where (v.organisation_id = ${id}::uuid
         or v.organisation_id = (select parent_id from directory.organisation_version
              where organisation_id = ${id}::uuid and valid @> ${dayOf(asOf)}::date))
       and v.valid @> ${dayOf(asOf)}::date`.execute(queries);
  const organisation = rows.find((row) => row.id === id);
  if (!organisation) throw new OrganisationNotFound(id, asOf);
  return { organisation, parent: rows.find((row) => row.id === organisation.parentId) };
}

/** The organisation as it stands on a date. Throws `OrganisationNotFound`. */
export async function getOrganisation(queries: Queries, id: string, asOf: AsOf): Promise<Organisation> {
  const found = await findOrganisation(queries, id, asOf);
  if (!found) throw new OrganisationNotFound(id, asOf);
  return found;
}

/**
 * The organisations that carry a code of either style on a date, own province first. Usually one; real directories hold
 * two records of some codes.
 */
export async function findOrganisationsByCode(
  queries: Queries,
  code: string,
  asOf: AsOf,
): Promise<readonly Organisation[]> {
  const { rows } =
    await sql<Organisation>`${sql.raw(PREPARE)} select ${ORGANISATION_COLUMNS} from ${ORGANISATION_ROWS}
     where (v.code = ${code} or v.code102 = ${code}) and v.valid @> ${dayOf(asOf)}::date
     order by v.weight, v.name_folded, v.organisation_id`.execute(queries);
  return rows;
}

/** The organisation of a code of the General Statistics Office on a date. */
export async function findOrganisationByGsoCode(
  queries: Queries,
  gsoCode: string,
  asOf: AsOf,
): Promise<Organisation | undefined> {
  const { rows } = await sql<Organisation>`
    select ${ORGANISATION_COLUMNS} from ${ORGANISATION_ROWS}
     where v.gso_code = ${gsoCode} and v.valid @> ${dayOf(asOf)}::date and v.kind <> 'unit'
     order by v.weight limit 1`.execute(queries);
  return rows[0];
}

/** Both codes of the organisation that carries one of them: the conversion between the two systems, by table. */
export async function convertCode(
  queries: Queries,
  code: string,
  asOf: AsOf,
): Promise<{ readonly code: string | null; readonly code102: string | null } | undefined> {
  const [organisation] = await findOrganisationsByCode(queries, code, asOf);
  return organisation && { code: organisation.code, code102: organisation.code102 };
}

/** Every version of an organisation, oldest first. */
export async function versionsOf(queries: Queries, id: string): Promise<readonly Organisation[]> {
  const { rows } = await sql<Organisation>`
    select ${ORGANISATION_COLUMNS} from ${ORGANISATION_ROWS}
     where v.organisation_id = ${id}::uuid order by v.valid`.execute(queries);
  return rows;
}
