import { sql } from "kysely";
import type { Database } from "../../../core/database/index.ts";

/** Notes that a person has opened the document they were reminded of: the proof that a reminder was seen. */
export async function seeReminders(database: Database, personId: string, incomingId: string): Promise<void> {
  await sql`update documents.reminder_recipient set seen_at = clock_timestamp()
     where person_id = ${personId}::uuid and seen_at is null and reminder_id in (
       select r.id from documents.reminder r join documents.assignment a on a.id = r.assignment_id
        where a.incoming_id = ${incomingId}::uuid)`.execute(database.queries);
}
