/** What was decided about a post: given, ended, restored, each with its basis. */
import { sql } from "kysely";
import { type Transaction, uuidv7 } from "../transaction/index.ts";
import type { LocalDate } from "./organisation.ts";
import type { Appointment } from "./people.ts";
import "./events.ts";

/** History row, audit record and event of a change, in the caller's transaction. */
export async function noteAppointmentChange(
  tx: Transaction,
  held: Pick<Appointment, "id" | "fullName" | "organisationId">,
  change: {
    readonly action: "given" | "ended" | "restored";
    readonly day: LocalDate;
    readonly basis: string;
  },
): Promise<void> {
  const { action, day, basis } = change;
  await sql`
    insert into directory.appointment_change (id, appointment_id, action, day, basis, changed_by_name, changed_at)
    values (${uuidv7(tx.now)}::uuid, ${held.id}::uuid, ${action}, ${day}::date, ${basis}, ${nameOfActor(tx)},
            ${tx.now})`.execute(tx.queries);
  const record = {
    objectKind: "appointment",
    objectId: held.id,
    data: { day, basis },
    personal: { holder: held.fullName },
  };
  if (action === "given") tx.record({ action: "directory.give-appointment", ...record });
  else if (action === "ended") tx.record({ action: "directory.end-appointment", ...record });
  else tx.record({ action: "directory.restore-appointment", ...record });
  tx.emit({
    type: "directory.appointment-moved",
    subjectId: held.id,
    organisations: [held.organisationId],
    data: { appointmentId: held.id, action, day },
  });
}

/** Who acts, as it is kept. */
export function nameOfActor(tx: Transaction): string {
  return tx.actor.kind === "person" ? tx.actor.fullName : "Hệ thống";
}
