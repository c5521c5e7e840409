import { assertMay } from "../../../core/access/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { getHandover } from "./handovers.ts";
import { keepMinutes } from "./keep-minutes.ts";
import { mayConfirmHandover } from "./permissions.ts";
import "./events.ts";
import "./tables.ts";

/**
 * A receiver confirms what was handed over to them; with the last one the minutes are written anew with every confirmation.
 *
 * @throws AccessDeniedError, Refusal not-found, documents.handover-moving
 */
export async function confirmHandover(
  house: House,
  actor: PersonActor,
  input: { readonly id: string; readonly requestId?: string },
): Promise<void> {
  const request = { actor, ...(input.requestId ? { requestId: input.requestId } : {}) };
  await transact(house, request, async (tx) => {
    const { handover, subject } = await getHandover(tx.queries, input.id);
    assertMay(actor, mayConfirmHandover, subject);
    if (handover.state === "moving") throw STILL_MOVING();
    const confirmed = await tx.queries
      .updateTable("documents.handover_receiver")
      .set({ confirmed_at: tx.now })
      .where("handover_id", "=", handover.id)
      .where("appointment_id", "=", actor.appointmentId)
      .where("confirmed_at", "is", null)
      .executeTakeFirst();
    if (confirmed.numUpdatedRows === 0n) return;
    tx.record({ action: "documents.confirm-handover", objectKind: "handover", objectId: handover.id });
  });
  await closeHandover(house, actor, input.id);
}

/** Once everybody has confirmed: the last minutes, once. A kill before it leaves it to the next look at the page. */
export async function closeHandover(house: House, actor: PersonActor, id: string): Promise<void> {
  const { handover, receivers } = await getHandover(house.database.queries, id);
  if (handover.state !== "to-confirm" || receivers.some((receiver) => receiver.confirmed_at === null)) return;
  const minutes = await keepMinutes(house, id);
  await transact(house, { actor }, async (tx) => {
    const closed = await tx.queries
      .updateTable("documents.handover")
      .set({
        state: "confirmed",
        confirmed_at: tx.now,
        minutes_sha256: minutes.sha256,
        minutes_size: minutes.size,
      })
      .where("id", "=", id)
      .where("state", "=", "to-confirm")
      .executeTakeFirst();
    if (closed.numUpdatedRows === 0n) return;
    tx.record({
      action: "documents.close-handover",
      objectKind: "handover",
      objectId: id,
      data: { minutes: minutes.sha256 },
    });
    tx.emit({
      type: "documents.handover-moved",
      subjectId: id,
      organisations: [handover.organisation_id],
      data: { handoverId: id, step: "confirmed" },
    });
  });
}

const STILL_MOVING = () =>
  new Refusal("documents.handover-moving", 409, {
    vi: "Việc đang được chuyển sang người nhận; xác nhận khi đã xong.",
    en: "The work is still being handed over; confirm when it is done.",
  });
