import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import "./tables.ts";

/** Openings closer together than this are one visit: pages fetch themselves again when something changes. */
const VISIT_MINUTES = 15;

/**
 * Marks that a person has opened a document (NĐ 30/2020 PL VI part I: accesses are kept). One statement outside any
 * transaction; a further opening within the same visit only reads.
 *
 * @param now the moment of the opening; a repeated or late call never moves the marks backwards
 */
export async function markReading(
  queries: Queries,
  actor: PersonActor,
  documentId: string,
  now = new Date(),
): Promise<void> {
  await sql`
    insert into documents.reading as r
      (document_id, appointment_id, person_id, by_name, by_position, first_at, last_at)
    select ${documentId}::uuid, ${actor.appointmentId}::uuid, ${actor.personId}::uuid, ${actor.fullName}::text,
           ${actor.positionTitle}::text, ${now}::timestamptz, ${now}::timestamptz
     where not exists (
       select from documents.reading seen
        where seen.document_id = ${documentId}::uuid and seen.appointment_id = ${actor.appointmentId}::uuid
          and seen.last_at > ${now}::timestamptz - make_interval(mins => ${VISIT_MINUTES}))
    on conflict (document_id, appointment_id) do update
       set last_at = excluded.last_at, visits = r.visits + 1, by_name = excluded.by_name,
           by_position = excluded.by_position
     where r.last_at <= excluded.last_at - make_interval(mins => ${VISIT_MINUTES})`.execute(queries);
}
