import { notFound } from "../errors.ts";
import { transact } from "../transaction/index.ts";
import type { IdentityHost } from "./host.ts";
import type { Session } from "./session.ts";

/**
 * Acts in another of the appointments held today. One session acts in one appointment at a time, so that every deed
 * names the post it was done in.
 *
 * @throws Refusal 404 when the person does not hold the appointment
 */
export async function switchAppointment(
  host: IdentityHost,
  session: Pick<Session, "id" | "accountId" | "actor" | "appointments">,
  appointmentId: string,
  now: Date = new Date(),
): Promise<void> {
  const chosen = session.appointments.find((held) => held.id === appointmentId);
  if (!chosen) throw notFound();
  await transact(host, { actor: session.actor, now }, async (tx) => {
    await tx.queries
      .updateTable("identity.session")
      .set({ appointment_id: chosen.id })
      .where("id", "=", session.id)
      .where("account_id", "=", session.accountId)
      .execute();
    await tx.queries
      .updateTable("identity.account")
      .set({ last_appointment_id: chosen.id })
      .where("id", "=", session.accountId)
      .execute();
    tx.record({
      action: "identity.switch-appointment",
      objectKind: "account",
      objectId: session.accountId,
      data: { from: session.actor.appointmentId, to: chosen.id },
    });
  });
}
