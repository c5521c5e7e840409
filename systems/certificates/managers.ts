import { type RawBuilder, sql } from "kysely";
import { may } from "../../core/access/index.ts";
import { localDateOf } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import type { PersonActor } from "../../core/transaction/index.ts";
import { type CertificateSubject, type Managers, mayManage } from "./permissions.ts";
import type { HolderKind } from "./states.ts";

/** Who looks after certificates on a day: the province's units, and units by organisation. */
export interface ItUnits extends Managers {
  readonly byOrganisation: ReadonlyMap<string, readonly string[]>;
}

/** The units in charge on a day (config with dates). */
export async function itUnitsOn(queries: Queries, at: Date): Promise<ItUnits> {
  const { rows } = await sql<{ organisation: string | null; unit: string }>`
    select organisation_id as organisation, unit_id as unit from certificates.it_unit
     where valid @> ${localDateOf(at)}::date order by id`.execute(queries);
  const byOrganisation = new Map<string, string[]>();
  for (const { organisation, unit } of rows) {
    if (organisation === null) continue;
    byOrganisation.set(organisation, [...(byOrganisation.get(organisation) ?? []), unit]);
  }
  return { managers: rows.flatMap((row) => (row.organisation === null ? [row.unit] : [])), byOrganisation };
}

interface HolderRow {
  readonly holder_kind: HolderKind;
  readonly holder_id: string;
  readonly organisation_id: string;
  readonly unit_id: string;
}

/** What the permissions look at, of a certificate or a request. */
export function subjectOf(row: HolderRow, units: ItUnits): CertificateSubject {
  return {
    holderKind: row.holder_kind,
    holderId: row.holder_id,
    organisationId: row.organisation_id,
    unitId: row.unit_id,
    managers: units.managers,
    itUnits: units.byOrganisation.get(row.organisation_id) ?? [],
  };
}

/** The rows somebody may read, as a condition over `c`: the same sentence as `certificates.read`. */
export function visibleTo(actor: PersonActor, units: ItUnits): RawBuilder<boolean> {
  // A program with a token is held to its scope by `may` before; here only the person counts.
  const { scopes: _scopes, ...person } = actor;
  if (may(person, mayManage, units)) return sql<boolean>`true`;
  const parts = [sql`(c.holder_kind = 'person' and c.holder_id = ${actor.personId}::uuid)`];
  const itOf = [...units.byOrganisation].filter(([, of]) => of.includes(actor.unitId)).map(([id]) => id);
  const whole = [
    ...itOf,
    ...(actor.roles.includes("clerk") || actor.roles.includes("leader") ? [actor.organisationId] : []),
  ];
  if (whole.length > 0) parts.push(sql`c.organisation_id = any(${whole}::uuid[])`);
  if (actor.roles.includes("head-of-unit")) parts.push(sql`c.unit_id = ${actor.unitId}::uuid`);
  return sql<boolean>`(${sql.join(parts, sql` or `)})`;
}
