import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import type { LocalDate } from "./organisation.ts";

/** An act that changed an organisation. */
export interface ActOfChange {
  readonly id: string;
  readonly legalBasis: string;
  readonly effective: LocalDate;
}

/** The acts by which an organisation began, changed, ended or took over from others, oldest first. */
export async function reorganisationsOf(queries: Queries, id: string): Promise<readonly ActOfChange[]> {
  const { rows } = await sql<ActOfChange>`
    select r.id, r.legal_basis as "legalBasis", r.effective from directory.reorganisation r
     where r.id in (
       select reorganisation_id from directory.organisation_version where organisation_id = ${id}::uuid
       union select reorganisation_id from directory.succession where from_id = ${id}::uuid or to_id = ${id}::uuid)
     order by r.effective, r.recorded_at`.execute(queries);
  return rows;
}
