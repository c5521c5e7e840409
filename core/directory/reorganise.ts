/**
 * A change of the organisation tree by law, on one day, in one transaction: bodies close, new ones open, others go on
 * under a new parent or name, and every closed body has a successor, so that nothing is left without an owner.
 */
import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import {
  type AsOf,
  dayOf,
  type LocalDate,
  nameForLookup,
  ORGANISATION_COLUMNS,
  ORGANISATION_ROWS,
  type Organisation,
} from "./organisation.ts";
import { addOrganisations, type NewOrganisation } from "./seed-directory.ts";

export interface Reorganisation {
  readonly id: string;
  /** The act, e.g. "Nghị quyết số 1677/NQ-UBTVQH15". */
  readonly legalBasis: string;
  /** The first day of the new structure. */
  readonly effective: LocalDate;
  /** Organisations that begin; their `validFrom` is the effective date. */
  readonly establish: readonly Omit<NewOrganisation, "validFrom" | "validTo">[];
  /** Organisations that go on with something changed. What is left out stays; null removes a code. */
  readonly change: readonly {
    readonly id: string;
    readonly name?: string;
    readonly parentId?: string | null;
    readonly code?: string | null;
    readonly code102?: string | null;
  }[];
  /** Organisations that end, each with at least one successor. */
  readonly close: readonly {
    readonly id: string;
    readonly kind: "merge" | "split" | "abolish" | "transfer";
    readonly successors: readonly string[];
  }[];
}

export class InvalidReorganisation extends Error {
  readonly code = "directory.invalid-reorganisation";
}

/**
 * Carries out a reorganisation in the caller's transaction. Inner units, posts and appointments of a closed body end
 * with it.
 *
 * @throws InvalidReorganisation if a closed or changed organisation does not exist on the day before, a closed one has no
 *   successor, or an active organisation would be left below a closed one
 */
export async function reorganise(queries: Queries, plan: Reorganisation): Promise<void> {
  const { effective } = plan;
  const orphan = plan.close.find((closing) => closing.successors.length === 0);
  if (orphan) throw new InvalidReorganisation(`${orphan.id} would close without a successor`);
  await sql`insert into directory.reorganisation (id, legal_basis, effective)
    values (${plan.id}::uuid, ${plan.legalBasis}, ${effective}::date)`.execute(queries);
  await addOrganisations(
    queries,
    plan.establish.map((organisation) => ({ ...organisation, validFrom: effective })),
    plan.id,
  );
  for (const change of plan.change) await changeOrganisation(queries, plan, change);
  await closeOrganisations(queries, plan);
  await assertNobodyIsLeftBehind(queries, plan);
}

/** Who took over from an organisation, following later reorganisations up to a date; itself if it still exists. */
export async function successorsOf(
  queries: Queries,
  id: string,
  asOf: AsOf,
): Promise<readonly Organisation[]> {
  const { rows } = await sql<Organisation>`
    with recursive line(id, path) as (
      select ${id}::uuid, array[${id}::uuid]
      union all
      select s.to_id, line.path || s.to_id
        from line
        join directory.succession s on s.from_id = line.id and not s.to_id = any(line.path)
        join directory.reorganisation r on r.id = s.reorganisation_id and r.effective <= ${dayOf(asOf)}::date)
    select distinct on (v.weight, v.ordinal, v.name_folded, v.organisation_id) ${ORGANISATION_COLUMNS}
      from ${ORGANISATION_ROWS}
     where v.organisation_id in (select id from line) and v.valid @> ${dayOf(asOf)}::date
     order by v.weight, v.ordinal, v.name_folded, v.organisation_id`.execute(queries);
  return rows;
}

/** Whose work an organisation took over: its direct predecessors with the names they had last. */
export async function predecessorsOf(queries: Queries, id: string): Promise<readonly Organisation[]> {
  const { rows } = await sql<Organisation>`
    select * from (
      select distinct on (v.organisation_id) ${ORGANISATION_COLUMNS} from ${ORGANISATION_ROWS}
       where v.organisation_id in (select from_id from directory.succession where to_id = ${id}::uuid)
       order by v.organisation_id, v.valid desc) last
     order by last.name`.execute(queries);
  return rows;
}

async function changeOrganisation(
  queries: Queries,
  plan: Reorganisation,
  change: Reorganisation["change"][number],
): Promise<void> {
  const { effective } = plan;
  const name = change.name === undefined ? undefined : nameForLookup(change.name);
  const keep = <T>(value: T | undefined, column: string) =>
    value === undefined ? sql.ref(column) : sql`${value}`;
  const result = await sql`
    with old as (
      update directory.organisation_version set valid = daterange(lower(valid), ${effective}::date)
       where organisation_id = ${change.id}::uuid and valid @> ${effective}::date and lower(valid) < ${effective}::date
      returning *)
    select * from old`.execute(queries);
  if (result.rows.length !== 1)
    throw new InvalidReorganisation(`${change.id} does not exist on the day before ${effective}`);
  await sql`
    insert into directory.organisation_version (organisation_id, valid, kind, name, short_name, code, code102, gso_code,
      parent_id, body_id, ordinal, email, name_folded, words, weight, reorganisation_id)
    select organisation_id, daterange(${effective}::date, null), kind, ${keep(change.name, "name")}::text, short_name,
           ${keep(change.code, "code")}::text, ${keep(change.code102, "code102")}::text, gso_code,
           ${keep(change.parentId, "parent_id")}::uuid, body_id, ordinal, email,
           ${keep(name?.folded, "name_folded")}::text,
           ${name === undefined ? sql.ref("words") : sql`array_to_tsvector(${[...name.words]}::text[])`}, weight,
           ${plan.id}::uuid
      from directory.organisation_version
     where organisation_id = ${change.id}::uuid and upper(valid) = ${effective}::date`.execute(queries);
}

async function closeOrganisations(queries: Queries, plan: Reorganisation): Promise<void> {
  const { effective } = plan;
  const ids = plan.close.map((closing) => closing.id);
  if (ids.length === 0) return;
  const closed = await sql<{ organisation_id: string }>`
    update directory.organisation_version set valid = daterange(lower(valid), ${effective}::date)
     where valid @> ${effective}::date and lower(valid) < ${effective}::date
       and (organisation_id = any(${ids}::uuid[]) or body_id = any(${ids}::uuid[]))
    returning organisation_id`.execute(queries);
  const done = new Set(closed.rows.map((row) => row.organisation_id));
  const missing = ids.find((id) => !done.has(id));
  if (missing) throw new InvalidReorganisation(`${missing} does not exist on the day before ${effective}`);
  await sql`
    update directory.appointment a set valid = daterange(lower(a.valid), ${effective}::date)
      from directory.position p
     where p.id = a.position_id and p.body_id = any(${ids}::uuid[])
       and a.valid @> ${effective}::date and lower(a.valid) < ${effective}::date`.execute(queries);
  await sql`
    update directory.position set valid = daterange(lower(valid), ${effective}::date)
     where body_id = any(${ids}::uuid[]) and valid @> ${effective}::date and lower(valid) < ${effective}::date`.execute(
    queries,
  );
  const links = plan.close.flatMap((closing) =>
    closing.successors.map((to) => ({ from_id: closing.id, to_id: to, kind: closing.kind })),
  );
  await sql`
    insert into directory.succession (from_id, to_id, reorganisation_id, kind)
    select from_id, to_id, ${plan.id}::uuid, kind
      from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as r(from_id uuid, to_id uuid, kind text)`.execute(
    queries,
  );
}

async function assertNobodyIsLeftBehind(queries: Queries, plan: Reorganisation): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select v.name from directory.organisation_version v
     where v.valid @> ${plan.effective}::date and v.parent_id is not null
       and not exists (select 1 from directory.organisation_version p
                        where p.organisation_id = v.parent_id and p.valid @> ${plan.effective}::date)
     limit 1`.execute(queries);
  const left = rows[0];
  if (left) throw new InvalidReorganisation(`${left.name} would stand below a closed organisation`);
}
