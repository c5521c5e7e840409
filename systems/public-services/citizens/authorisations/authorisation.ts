import { localDateOf, plusDays } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import "../tables.ts";

export type AuthorisationState = "offered" | "accepted" | "refused" | "ended";

/** Somebody lets another file for them. */
export interface Authorisation {
  readonly id: string;
  readonly giverId: string;
  readonly giverName: string;
  readonly takerId: string | null;
  readonly takerName: string;
  readonly takerIdentifier: string;
  /** Codes of procedures; empty: every one. */
  readonly procedures: readonly string[];
  /** `yyyy-MM-dd`, both included. */
  readonly fromDay: string;
  readonly untilDay: string;
  readonly state: AuthorisationState;
}

/** A child somebody may file for. */
export interface Child {
  readonly id: string;
  readonly relation: "mother" | "father" | "guardian";
  readonly name: string;
  readonly identifier: string | null;
  readonly birthDate: string;
  readonly sex: "male" | "female";
  /** First day on which they file for themselves. */
  readonly adultOn: string;
}

/** In whose name a citizen may file. */
export type Principal =
  | { readonly kind: "authorisation"; readonly authorisation: Authorisation }
  | { readonly kind: "child"; readonly child: Child };

/** What a citizen gave to others, the latest first. */
export async function authorisationsGivenBy(queries: Queries, citizenId: string): Promise<Authorisation[]> {
  return await read(queries, (query) => query.where("a.giver_id", "=", citizenId));
}

/** What others gave to the holder of a number, the latest first. Offers wait for whoever signs in with it. */
export async function authorisationsFor(queries: Queries, identifier: string): Promise<Authorisation[]> {
  return await read(queries, (query) => query.where("a.taker_identifier", "=", identifier));
}

/** The children a citizen declared and who are not of age on a day. */
export async function childrenOf(queries: Queries, parentId: string, day: string): Promise<Child[]> {
  const rows = await queries
    .selectFrom("public_services.child")
    .select(["id", "relation", "name", "identifier", "birth_date", "sex"])
    .where("parent_id", "=", parentId)
    .where("removed_at", "is", null)
    .orderBy("birth_date")
    .orderBy("id")
    .execute();
  return rows
    .map((row) => ({
      id: row.id,
      relation: row.relation,
      name: row.name,
      identifier: row.identifier,
      birthDate: row.birth_date,
      sex: row.sex,
      adultOn: birthday(row.birth_date, 18),
    }))
    .filter(({ adultOn }) => day < adultOn);
}

/**
 * For whom a citizen may file a procedure now, besides themselves.
 * @param procedureCode e.g. `1.001193`
 */
export async function principalsOf(
  queries: Queries,
  citizen: { readonly id: string; readonly identifier: string },
  procedureCode: string,
  now: Date = new Date(),
): Promise<Principal[]> {
  const day = localDateOf(now);
  const given = await authorisationsFor(queries, citizen.identifier);
  const children = await childrenOf(queries, citizen.id, day);
  return [
    ...given
      .filter(
        ({ state, fromDay, untilDay, procedures, takerId }) =>
          state === "accepted" &&
          takerId === citizen.id &&
          fromDay <= day &&
          day <= untilDay &&
          (procedures.length === 0 || procedures.includes(procedureCode)),
      )
      .map((authorisation) => ({ kind: "authorisation" as const, authorisation })),
    ...children.map((child) => ({ kind: "child" as const, child })),
  ];
}

/** The day somebody becomes so many years old; who was born on 29 February does on 1 March of a common year. */
export function birthday(birthDate: string, years: number): string {
  const year = Number(birthDate.slice(0, 4)) + years;
  const same = `${String(year).padStart(4, "0")}${birthDate.slice(4)}`;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return birthDate.endsWith("-02-29") && !leap ? plusDays(`${year}-02-28`, 1) : same;
}

type Query = ReturnType<typeof base>;

function base(queries: Queries) {
  return queries
    .selectFrom("public_services.authorisation as a")
    .innerJoin("public_services.citizen as g", "g.id", "a.giver_id")
    .select([
      "a.id",
      "a.giver_id",
      "g.name as giver_name",
      "a.taker_id",
      "a.taker_name",
      "a.taker_identifier",
      "a.procedures",
      "a.from_day",
      "a.until_day",
      "a.state",
    ]);
}

async function read(queries: Queries, narrow: (query: Query) => Query): Promise<Authorisation[]> {
  const rows = await narrow(base(queries)).orderBy("a.created_at", "desc").orderBy("a.id", "desc").execute();
  return rows.map((row) => ({
    id: row.id,
    giverId: row.giver_id,
    giverName: row.giver_name,
    takerId: row.taker_id,
    takerName: row.taker_name,
    takerIdentifier: row.taker_identifier,
    procedures: row.procedures,
    fromDay: row.from_day,
    untilDay: row.until_day,
    state: row.state,
  }));
}
