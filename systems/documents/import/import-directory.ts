import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { fold } from "../../../core/search/index.ts";

interface KnownUnit {
  readonly id: string;
  readonly name: string;
}

/** An organisation as lines of an import name it. */
export interface KnownBody {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** False for bodies outside the province, which have no registers here. */
  readonly ours: boolean;
  unit(name: string): KnownUnit | undefined;
  /** The appointment of a person by full name or username. */
  person(name: string): string | undefined;
  /** The same with the full name and the unit of the post. */
  holder(name: string): KnownHolder | undefined;
}

interface KnownHolder extends KnownUnit {
  readonly unit: KnownUnit;
}

/** The whole directory in memory: an import asks it a few times for each line. */
export interface ImportDirectory {
  body(code: string): KnownBody | undefined;
}

interface Row {
  readonly id: string;
  readonly body_id: string;
  readonly ours: boolean;
  readonly code: string | null;
  readonly code102: string | null;
  readonly name: string;
  readonly short_name: string | null;
}

interface Post {
  readonly body_id: string;
  readonly unit_id: string;
  readonly id: string;
  readonly name: string;
  readonly username: string | null;
}

/** Reads organisations, units and people in office. */
export async function readDirectory(queries: Queries): Promise<ImportDirectory> {
  const { rows } = await sql<Row>`
    select v.organisation_id as id, v.body_id, o.source = 'province' as ours, v.code, v.code102, v.name, v.short_name
      from directory.organisation_version v join directory.organisation o on o.id = v.organisation_id
     where upper_inf(v.valid)`.execute(queries);
  const { rows: people } = await sql<Post>`
    select p.body_id, p.unit_id, a.id, n.full_name as name, c.username_folded as username
      from directory.appointment a join directory.position p on p.id = a.position_id
      join directory.person n on n.id = a.person_id left join identity.account c on c.person_id = n.id
     where upper_inf(a.valid) order by a.id desc`.execute(queries);
  const units = Map.groupBy(rows, (row) => row.body_id);
  const posts = Map.groupBy(people, (row) => row.body_id);
  const byCode = new Map<string, KnownBody>();
  for (const row of rows.filter((each) => each.id === each.body_id)) {
    const body = bodyOf(row, units.get(row.id) ?? [], posts.get(row.id) ?? []);
    for (const code of [row.code, row.code102]) if (code) byCode.set(code, body);
  }
  return { body: (code) => byCode.get(code.toUpperCase()) };
}

function bodyOf(row: Row, units: readonly Row[], people: readonly Post[]): KnownBody {
  const unitOf = new Map<string, KnownUnit>();
  for (const unit of units)
    for (const name of [unit.name, unit.short_name ?? unit.name])
      unitOf.set(fold(name), { id: unit.id, name: unit.name });
  const names = new Map(units.map((unit) => [unit.id, unit.name]));
  const holderOf = new Map<string, KnownHolder>();
  for (const { id, name, username, unit_id } of people) {
    const holder = { id, name, unit: { id: unit_id, name: names.get(unit_id) ?? row.name } };
    for (const key of [name, username ?? name]) holderOf.set(fold(key), holder);
  }
  return {
    id: row.id,
    code: row.code102 ?? row.code ?? "",
    name: row.name,
    ours: row.ours,
    unit: (name) => unitOf.get(fold(name)),
    person: (name) => holderOf.get(fold(name))?.id,
    holder: (name) => holderOf.get(fold(name)),
  };
}

/** Stands for a person who holds no post any more: an id of its own, as which nobody can act. */
export function formerPerson(organisationId: string, name: string): string {
  const hex = createHash("sha256")
    .update(`former:${organisationId}:${fold(name)}`)
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
