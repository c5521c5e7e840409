/** Which degree of secrecy an appointment may see, decided with dates by the leader of its organisation. */
import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { type AsOf, dayOf, type LocalDate } from "./organisation.ts";

/** A decision of a leader, as it stands in the list. */
export interface Clearance {
  readonly appointmentId: string;
  /** 0 none, 1 mật, 2 tối mật, 3 tuyệt mật. */
  readonly level: number;
  readonly validFrom: LocalDate;
  readonly validTo: LocalDate | null;
  readonly basis: string;
  readonly decidedByName: string;
}

/** The decisions valid on a day for these appointments, by appointment; who is not in it has what the roles give. */
export async function clearancesOf(
  queries: Queries,
  appointmentIds: readonly string[],
  asOf: AsOf,
): Promise<ReadonlyMap<string, Clearance>> {
  const { rows } = await sql<Clearance>`
    select appointment_id as "appointmentId", level, lower(valid) as "validFrom", upper(valid) as "validTo", basis,
           decided_by_name as "decidedByName"
      from directory.clearance
     where appointment_id = any(${[...appointmentIds]}::uuid[]) and valid @> ${dayOf(asOf)}::date`.execute(
    queries,
  );
  return new Map(rows.map((row) => [row.appointmentId, row]));
}

/**
 * A decision that holds from a day on and ends the one before it. In the caller's transaction.
 *
 * @param decision `until` is the last day, or null; `from` today or later: what people could see on a day is history
 */
export async function decideClearance(
  queries: Queries,
  decision: {
    readonly id: string;
    readonly appointmentId: string;
    readonly level: number;
    readonly from: LocalDate;
    readonly until: LocalDate | null;
    readonly basis: string;
    readonly decidedByName: string;
    readonly at: Date;
  },
): Promise<void> {
  const { id, appointmentId, level, from, until, basis, decidedByName, at } = decision;
  await sql`delete from directory.clearance
    where appointment_id = ${appointmentId}::uuid and lower(valid) >= ${from}::date`.execute(queries);
  await sql`update directory.clearance set valid = daterange(lower(valid), ${from}::date)
    where appointment_id = ${appointmentId}::uuid and valid @> ${from}::date`.execute(queries);
  await sql`insert into directory.clearance (id, appointment_id, level, valid, basis, decided_by_name, decided_at)
    values (${id}::uuid, ${appointmentId}::uuid, ${level}, daterange(${from}::date, ${until}::date, '[]'), ${basis},
            ${decidedByName}, ${at})`.execute(queries);
}
