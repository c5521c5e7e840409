import { assertMay, delegationFor } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findAppointment } from "../../../core/directory/index.ts";
import { FormRefusal, notFound, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, underDelegation } from "../../../core/transaction/index.ts";
import { matterOfAssignment, mayAssignPerson } from "../permissions.ts";
import { secrecyProblem } from "../secrecy/secrecy.ts";
import { lapseExtensions } from "../tasks/lapse-extensions.ts";
import { type Incoming, lockIncoming, moveIncoming } from "./incoming.ts";

export interface AssignPerson {
  readonly incomingId: string;
  /** The unit whose head assigns. */
  readonly unitId: string;
  readonly appointmentId: string;
  /** Inner deadline: not after the outer one. */
  readonly deadline: Date | null;
}

/** The head of an assigned unit names the officer who handles the document. @throws FormRefusal on `person`, `deadline` */
export async function assignPerson(
  tx: Transaction,
  actor: PersonActor,
  input: AssignPerson,
): Promise<Incoming> {
  const document = await lockIncoming(tx, input.incomingId);
  const subject = {
    unitId: input.unitId,
    typeName: document.type_name,
    confidentiality: document.confidentiality,
  };
  assertMay(actor, mayAssignPerson, subject);
  const isHead = actor.roles.includes("head-of-unit") && actor.unitId === input.unitId;
  const held = isHead ? undefined : delegationFor(actor, matterOfAssignment(subject));
  const assignment = await tx.queries
    .selectFrom("documents.assignment")
    .selectAll()
    .where("incoming_id", "=", document.id)
    .where("unit_id", "=", input.unitId)
    .executeTakeFirst();
  if (!assignment) throw notFound();
  const person = await findAppointment(tx.queries, input.appointmentId, localDateOf(tx.now));
  const problems: Record<string, Sentence> = {};
  if (!person || person.unitId !== input.unitId) {
    problems.person = { vi: "Chọn một người của đơn vị.", en: "Choose a person of the unit." };
  }
  if (person) {
    const barred = await secrecyProblem(tx.queries, [person], document.confidentiality, localDateOf(tx.now));
    if (barred) problems.person = barred;
  }
  if (
    input.deadline &&
    (input.deadline <= tx.now || (assignment.deadline && input.deadline > assignment.deadline))
  ) {
    problems.deadline = {
      vi: "Hạn của cá nhân phải sau thời điểm này và không muộn hơn hạn của đơn vị.",
      en: "The person's deadline must lie in the future and not after the unit's deadline.",
    };
  }
  if (Object.keys(problems).length > 0 || !person) throw new FormRefusal(problems);
  await tx.queries
    .updateTable("documents.assignment")
    .set({
      appointment_id: person.id,
      person_name: person.fullName,
      person_deadline: input.deadline ?? assignment.deadline,
      person_deadline_by: input.deadline ? actor.appointmentId : null,
    })
    .where("id", "=", assignment.id)
    .execute();
  // Whoever asked for more time as the person in charge may no longer be that person.
  await lapseExtensions(tx, [assignment.id], ["person"]);
  return await moveIncoming(
    underDelegation(tx, held),
    document,
    "assign-person",
    {},
    { note: `${person.fullName} (${assignment.unit_name})` },
  );
}
