/** What one appointment hands to another for a time, as it is read (NĐ 30/2020 Art. 13.3, 13.4). */
import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../database/index.ts";
import type { DelegationKind, PersonActor } from "../transaction/index.ts";
import type { LocalDate } from "./organisation.ts";
import type { Rank } from "./people.ts";

/** A delegation with the names of both. */
export interface Delegation {
  readonly id: string;
  readonly organisationId: string;
  readonly from: string;
  readonly fromName: string;
  readonly fromTitle: string;
  readonly fromRank: Rank;
  readonly to: string;
  readonly toPerson: string;
  readonly toName: string;
  readonly toTitle: string;
  readonly kinds: readonly DelegationKind[];
  readonly documentTypes: readonly string[];
  readonly documentTypeNames: readonly string[];
  readonly units: readonly string[];
  readonly unitNames: readonly string[];
  /** The document it rests on. */
  readonly basis: string;
  /** First and last day. */
  readonly begins: LocalDate;
  readonly ends: LocalDate;
  readonly givenAt: Date;
  readonly endedAt: Date | null;
  readonly endedByName: string | null;
  readonly endReason: string | null;
}

/** Delegations a person in a post may know of: given or received by the post; clerks, leaders, administrators all. */
export async function delegationsFor(queries: Queries, actor: PersonActor): Promise<readonly Delegation[]> {
  const everything = ["clerk", "leader", "administrator"].some((role) => actor.roles.includes(role));
  return await delegations(
    queries,
    sql`d.organisation_id = ${actor.organisationId}::uuid
      and (${everything} or d.from_appointment = ${actor.appointmentId}::uuid
           or d.to_appointment = ${actor.appointmentId}::uuid)`,
  );
}

/** One delegation; undefined when there is none. */
export async function findDelegation(queries: Queries, id: string): Promise<Delegation | undefined> {
  return (await delegations(queries, sql`d.id = ${id}::uuid`))[0];
}

/** What an appointment has given or received and is not over on a day. */
export async function openDelegationsOf(
  queries: Queries,
  appointmentId: string,
  day: LocalDate,
): Promise<readonly Delegation[]> {
  return await delegations(
    queries,
    sql`(d.from_appointment = ${appointmentId}::uuid or d.to_appointment = ${appointmentId}::uuid)
      and d.ended_at is null and d.ends >= ${day}::date`,
  );
}

/** Delegations of one kind that were given to or by posts of a body and hold on a day. */
export async function delegationsInForce(
  queries: Queries,
  asked: { readonly organisationId: string; readonly kind: DelegationKind; readonly to: string },
  day: LocalDate,
): Promise<readonly Delegation[]> {
  return await delegations(
    queries,
    sql`d.organisation_id = ${asked.organisationId}::uuid and d.to_appointment = ${asked.to}::uuid
      and d.kinds @> ${[asked.kind]}::text[] and d.ended_at is null
      and ${day}::date between d.begins and d.ends
      and exists (select 1 from directory.appointment h where h.id = d.from_appointment and h.valid @> ${day}::date)`,
  );
}

async function delegations(queries: Queries, condition: RawBuilder<unknown>): Promise<readonly Delegation[]> {
  const { rows } = await sql<Delegation>`
    select d.id, d.organisation_id as "organisationId", d.from_appointment as "from", fn.full_name as "fromName",
           fp.title as "fromTitle", fp.rank as "fromRank", d.to_appointment as "to", tn.id as "toPerson", tn.full_name as "toName", tp.title as "toTitle",
           d.kinds, d.document_types as "documentTypes", d.document_type_names as "documentTypeNames", d.units,
           array(select (select v.name from directory.organisation_version v where v.organisation_id = u.id
                          order by v.valid desc limit 1)
                   from unnest(d.units) with ordinality u(id, position) order by u.position) as "unitNames",
           d.basis, d.begins, d.ends, d.given_at as "givenAt", d.ended_at as "endedAt",
           d.ended_by_name as "endedByName", d.end_reason as "endReason"
      from directory.delegation d
      join directory.appointment fa on fa.id = d.from_appointment
      join directory.position fp on fp.id = fa.position_id
      join directory.person fn on fn.id = fa.person_id
      join directory.appointment ta on ta.id = d.to_appointment
      join directory.position tp on tp.id = ta.position_id
      join directory.person tn on tn.id = ta.person_id
     where ${condition}
     order by (d.ended_at is not null), d.ends desc, d.given_at desc, d.id
     limit 500`.execute(queries);
  return rows;
}
