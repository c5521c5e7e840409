import { sql } from "kysely";
import type { Queries } from "../../core/database/index.ts";

/** A person in a post, as documents name it. */
export interface Official {
  readonly appointmentId: string;
  readonly name: string;
  readonly title: string;
}

export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly heads: readonly Official[];
  readonly specialists: readonly Official[];
}

/** A body of the province with the people who have to do with its documents. */
export interface Body {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  /** How many documents it handles beside the others. */
  readonly weight: number;
  readonly leaders: readonly Official[];
  readonly clerks: readonly Official[];
  readonly units: readonly Unit[];
}

interface PostRow {
  readonly body_id: string;
  readonly unit_id: string;
  readonly roles: readonly string[];
  readonly title: string;
  readonly appointment_id: string;
  readonly full_name: string;
}

interface OrganisationRow {
  readonly id: string;
  readonly body_id: string;
  readonly kind: string;
  readonly code: string | null;
  readonly name: string;
  readonly short_name: string | null;
}

const WEIGHTS: Readonly<Record<string, number>> = {
  province: 12,
  "provincial-department": 3,
  district: 2.5,
  commune: 0.5,
};

/** The bodies of the province that have a leader and a clerk, in a fixed order. */
export async function readBodies(queries: Queries): Promise<readonly Body[]> {
  const { rows: organisations } = await sql<OrganisationRow>`
    select v.organisation_id as id, v.body_id, v.kind, v.code102 as code, v.name, v.short_name
      from directory.organisation_version v join directory.organisation o on o.id = v.organisation_id
     where o.source = 'province' and upper_inf(v.valid) order by v.weight, v.ordinal, v.organisation_id`.execute(
    queries,
  );
  const { rows: posts } = await sql<PostRow>`
    select p.body_id, p.unit_id, p.roles, p.title, a.id as appointment_id, n.full_name
      from directory.appointment a join directory.position p on p.id = a.position_id
      join directory.person n on n.id = a.person_id
     where upper_inf(a.valid) order by p.body_id, p.ordinal, a.id`.execute(queries);
  const ofUnit = Map.groupBy(posts, (post) => post.unit_id);
  const ofBody = Map.groupBy(posts, (post) => post.body_id);
  const unitsOf = Map.groupBy(
    organisations.filter((each) => each.kind === "unit"),
    (unit) => unit.body_id,
  );
  return organisations.flatMap((body) => {
    const weight = WEIGHTS[body.kind];
    const people = ofBody.get(body.id) ?? [];
    const leaders = holding(people, "leader");
    const clerks = holding(people, "clerk");
    if (weight === undefined || body.code === null || leaders.length === 0 || clerks.length === 0) return [];
    const inner = (unitsOf.get(body.id) ?? []).map((unit) => unitOf(unit, ofUnit.get(unit.id) ?? []));
    // Where a body has no inner units the body itself leads.
    const units = inner.length > 0 ? inner : [unitOf(body, people)];
    return [
      {
        id: body.id,
        code: body.code,
        name: body.name,
        shortName: body.short_name ?? body.name,
        weight,
        leaders,
        clerks,
        units,
      },
    ];
  });
}

function unitOf(unit: OrganisationRow, people: readonly PostRow[]): Unit {
  return {
    id: unit.id,
    name: unit.name,
    shortName: unit.short_name ?? unit.name,
    heads: holding(people, "head-of-unit"),
    specialists: holding(people, "specialist"),
  };
}

function holding(posts: readonly PostRow[], role: string): Official[] {
  return posts
    .filter((post) => post.roles.includes(role))
    .map((post) => ({ appointmentId: post.appointment_id, name: post.full_name, title: post.title }));
}
