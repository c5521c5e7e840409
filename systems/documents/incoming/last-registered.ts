import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";

/** A line of the register as the clerk checks it: its number and what bears it. */
export interface RegisteredLine {
  readonly id: string;
  readonly arrival_number: number;
  readonly symbol: string;
  readonly issued_date: string;
  readonly from_name: string;
}

/** The highest numbers of the common register, highest first: an index range whatever its length. */
export async function listLastRegistered(
  queries: Queries,
  organisationId: string,
  limit: number,
): Promise<readonly RegisteredLine[]> {
  const { rows } = await sql<RegisteredLine>`
    select id, arrival_number, symbol, issued_date, from_name from documents.incoming
     where organisation_id = ${organisationId} and arrival_number is not null and confidentiality = 0
     order by arrival_year desc, arrival_number desc limit ${limit}`.execute(queries);
  return rows;
}

/** One registered document of the organisation, whichever its register; undefined when it is not there. */
export async function findRegistered(
  queries: Queries,
  organisationId: string,
  id: string,
): Promise<RegisteredLine | undefined> {
  const { rows } = await sql<RegisteredLine>`
    select id, arrival_number, symbol, issued_date, from_name from documents.incoming
     where id = ${id}::uuid and organisation_id = ${organisationId} and arrival_number is not null`.execute(
    queries,
  );
  return rows[0];
}
