import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import {
  type AsOf,
  dayOf,
  ORGANISATION_COLUMNS,
  ORGANISATION_ROWS,
  type Organisation,
} from "./organisation.ts";

export interface OrganisationNode extends Organisation {
  readonly children: readonly OrganisationNode[];
}

/**
 * The tree of the own province on a date: what was seeded or entered here, not the list of the axis.
 *
 * @param options.root only this organisation and what is below it
 * @param options.units with inner units; default only bodies
 * @returns the roots; an organisation whose parent does not exist on that date is a root
 */
export async function organisationTree(
  queries: Queries,
  asOf: AsOf,
  options: { readonly root?: string; readonly units?: boolean } = {},
): Promise<readonly OrganisationNode[]> {
  const { rows } = await sql<Organisation>`
    select ${ORGANISATION_COLUMNS} from ${ORGANISATION_ROWS}
     where v.valid @> ${dayOf(asOf)}::date and o.source = 'province' ${options.units ? sql`` : sql`and v.kind <> 'unit'`}
     order by v.weight, v.ordinal, v.name_folded`.execute(queries);
  return growTree(rows, options.root);
}

/** The inner units of a body on a date, in their order, as a flat list; a unit inside a unit follows its parent. */
export async function unitsOf(
  queries: Queries,
  bodyId: string,
  asOf: AsOf,
): Promise<readonly Organisation[]> {
  const { rows } = await sql<Organisation>`
    select ${ORGANISATION_COLUMNS} from ${ORGANISATION_ROWS}
     where v.body_id = ${bodyId}::uuid and v.kind = 'unit' and v.valid @> ${dayOf(asOf)}::date
     order by v.ordinal, v.name_folded`.execute(queries);
  const flat: Organisation[] = [];
  const append = (parentId: string) => {
    for (const unit of rows) {
      if (unit.parentId !== parentId) continue;
      flat.push(unit);
      append(unit.id);
    }
  };
  append(bodyId);
  return flat;
}

function growTree(rows: readonly Organisation[], root: string | undefined): readonly OrganisationNode[] {
  const byParent = new Map<string, Organisation[]>();
  const ids = new Set(rows.map((row) => row.id));
  const tops: Organisation[] = [];
  for (const row of rows) {
    if (root === undefined ? row.parentId === null || !ids.has(row.parentId) : row.id === root)
      tops.push(row);
    if (row.parentId !== null) {
      const siblings = byParent.get(row.parentId);
      if (siblings) siblings.push(row);
      else byParent.set(row.parentId, [row]);
    }
  }
  const grow = (row: Organisation): OrganisationNode => ({
    ...row,
    children: (byParent.get(row.id) ?? []).map(grow),
  });
  return tops.map(grow);
}
