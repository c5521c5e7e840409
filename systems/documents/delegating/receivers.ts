import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { type Appointment, findAppointment, mayReceive, peopleOf } from "../../../core/directory/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";

/** Whom a person may delegate to: those the rule allows, in the order of their posts. */
export async function receiversFor(queries: Queries, actor: PersonActor): Promise<readonly Appointment[]> {
  const today = localDateOf(new Date());
  const giver = await findAppointment(queries, actor.appointmentId, today);
  if (!giver) return [];
  const people = await peopleOf(queries, actor.organisationId, today);
  return people.filter((each) => mayReceive(giver, each));
}
