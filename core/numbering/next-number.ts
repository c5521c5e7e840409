import { sql } from "kysely";
import { localYearOf } from "../calendar/vietnam-time.ts";
import type { Queries } from "../database/index.ts";

export interface NumberRequest {
  readonly organisationId: string;
  /** Key of the series, as `seriesOf` gives it. */
  readonly series: string;
  /** The instant of numbering; its local year (UTC+7) is the year of the number. */
  readonly at: Date;
}

export interface GivenNumber {
  readonly number: number;
  readonly year: number;
}

/**
 * The next number of an organisation in a series: from 1 on 1 January to 31 December, no gap and no duplicate
 * (NĐ 30/2020 Điều 15.1, Điều 22.2).
 *
 * It must be called inside the transaction that stores the number: a rollback gives the number back, and nobody else
 * can take one of the same series until this transaction ends. So call it late. A transaction that takes numbers of
 * several series takes them in alphabetical order, otherwise two of them could wait for each other.
 */
export async function nextNumber(queries: Queries, request: NumberRequest): Promise<GivenNumber> {
  const year = localYearOf(request.at);
  const { rows } = await sql<{ last: number }>`
    insert into numbering.counter as c (organisation_id, series, year, last)
    values (${request.organisationId}::uuid, ${request.series}, ${year}, 1)
    on conflict (organisation_id, series, year) do update set last = c.last + 1
    returning last`.execute(queries);
  const number = rows[0]?.last;
  if (number === undefined) throw new Error("The counter returned no row");
  return { number, year };
}

/** The number that would be given next, without taking it. */
export async function peekNumber(queries: Queries, request: NumberRequest): Promise<GivenNumber> {
  const year = localYearOf(request.at);
  const { rows } = await sql<{ last: number }>`
    select last from numbering.counter
     where organisation_id = ${request.organisationId}::uuid and series = ${request.series} and year = ${year}`.execute(
    queries,
  );
  return { number: (rows[0]?.last ?? 0) + 1, year };
}

export class NumberAlreadyGiven extends Error {
  readonly code = "numbering.already-given";
}

/**
 * Continues a series that was kept elsewhere (on paper, in an older system): the next number will be `last + 1`.
 *
 * @throws NumberAlreadyGiven if the series already stands at or beyond `last`
 */
export async function continueFrom(queries: Queries, request: NumberRequest, last: number): Promise<void> {
  const result = await sql`
    insert into numbering.counter as c (organisation_id, series, year, last)
    values (${request.organisationId}::uuid, ${request.series}, ${localYearOf(request.at)}, ${last})
    on conflict (organisation_id, series, year) do update set last = excluded.last where c.last < excluded.last`.execute(
    queries,
  );
  if (result.numAffectedRows !== 1n)
    throw new NumberAlreadyGiven(`The series ${request.series} already stands at ${last} or beyond`);
}
