import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import { type Appointment, findAppointment } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import { type House, job } from "../../../core/system.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { clearancesOfPeople } from "../secrecy/secrecy.ts";
import { getLeaver, type Handover, type HandoverItem, type Leaver } from "./handovers.ts";
import { keepMinutes } from "./keep-minutes.ts";
import { endItem, type Moved, moveItem } from "./move-item.ts";
import { receiverProblem } from "./receivers.ts";
import "./events.ts";
import "./tables.ts";

/** Items of one transaction: a kill loses at most so many, and they are done again. */
const PART = 25;

/**
 * Carries a hand-over out in parts. Each part moves its items and marks them in one transaction, so whatever stops it, it
 * goes on with the next item that waits and moves none twice. At the end the minutes are written and everybody is told.
 */
export const handOver = job("documents.hand-over", async (house, { handoverId }, { signal }) => {
  while (await movePart(house, handoverId)) {
    // Stopping: the job is repeated and goes on where it stood.
    signal.throwIfAborted();
  }
  await finish(house, handoverId);
});

/**
 * Moves the next items.
 * @returns false when none waits
 */
export async function movePart(house: House, handoverId: string, part = PART): Promise<boolean> {
  const found = await house.database.queries
    .selectFrom("documents.handover")
    .selectAll()
    .where("id", "=", handoverId)
    .executeTakeFirst();
  if (found?.state !== "moving") return false;
  const actor = await askerOf(house, found);
  return await transact(house, { actor }, async (tx) => {
    // Two workers on one hand-over would wait for each other's documents.
    await sql`select from documents.handover where id = ${handoverId}::uuid for update`.execute(tx.queries);
    const items = await tx.queries
      .selectFrom("documents.handover_item")
      .selectAll()
      .where("handover_id", "=", handoverId)
      .where("state", "=", "waiting")
      .orderBy("position")
      .limit(part)
      .execute();
    if (items.length === 0) return false;
    const leaver = await getLeaver(tx.queries, found.from_appointment);
    for (const item of items) await passOne(tx, house, found, leaver, item);
    return true;
  });
}

async function passOne(
  tx: Transaction,
  house: House,
  handover: Handover,
  leaver: Leaver,
  item: HandoverItem,
): Promise<void> {
  const to = item.to_appointment
    ? await findAppointment(tx.queries, item.to_appointment, localDateOf(tx.now))
    : undefined;
  const moved = await outcomeOf(tx, house, handover, leaver, item, to);
  const refused = typeof moved === "object" ? moved.refused : undefined;
  await tx.queries
    .updateTable("documents.handover_item")
    .set({
      state: typeof moved === "object" ? "refused" : moved,
      reason_vi: refused?.vi ?? "",
      reason_en: refused?.en ?? "",
      at: tx.now,
    })
    .where("handover_id", "=", item.handover_id)
    .where("kind", "=", item.kind)
    .where("object_id", "=", item.object_id)
    .execute();
  if (moved === "moved" && to) {
    await tx.queries
      .insertInto("documents.handover_receiver")
      .values({ handover_id: handover.id, appointment_id: to.id, full_name: to.fullName, title: to.title })
      .onConflict((conflict) => conflict.columns(["handover_id", "appointment_id"]).doNothing())
      .execute();
  }
}

async function outcomeOf(
  tx: Transaction,
  house: House,
  handover: Handover,
  leaver: Leaver,
  item: HandoverItem,
  to: Appointment | undefined,
): Promise<Moved> {
  if (item.to_appointment === null)
    return await endItem(tx, item, `Bàn giao: ${handover.basis}`.slice(0, 300));
  if (!to) return { refused: LEFT_TOO };
  const clearance = (await clearancesOfPeople(tx.queries, [to], localDateOf(tx.now))).get(to.id) ?? 0;
  const problem = receiverProblem(item, to, clearance, leaver);
  if (problem) return { refused: problem };
  return await moveItem(tx, house, item, {
    from: { id: leaver.appointmentId, fullName: leaver.fullName },
    to,
    note: `nhận bàn giao từ ${leaver.fullName}`,
  });
}

/** Everything has been tried: the minutes are kept, the receivers asked to confirm. */
async function finish(house: House, handoverId: string): Promise<void> {
  const found = await house.database.queries
    .selectFrom("documents.handover")
    .selectAll()
    .where("id", "=", handoverId)
    .where("state", "=", "moving")
    .executeTakeFirst();
  if (!found) return;
  const actor = await askerOf(house, found);
  const minutes = await keepMinutes(house, handoverId);
  await transact(house, { actor }, async (tx) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from documents.handover_receiver
      where handover_id = ${handoverId}::uuid`.execute(tx.queries);
    // Nothing went to anybody: there is nobody to confirm.
    const confirmed = (rows[0]?.n ?? 0) === 0;
    const moved = await tx.queries
      .updateTable("documents.handover")
      .set({
        state: confirmed ? "confirmed" : "to-confirm",
        moved_at: tx.now,
        ...(confirmed ? { confirmed_at: tx.now } : {}),
        minutes_sha256: minutes.sha256,
        minutes_size: minutes.size,
      })
      .where("id", "=", handoverId)
      .where("state", "=", "moving")
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) return;
    tx.emit({
      type: "documents.handover-moved",
      subjectId: handoverId,
      organisations: [found.organisation_id],
      data: { handoverId, step: "moved" },
    });
  });
}

/** Whoever ordered it acts: the story and the log name that person, also when they have left the post since. */
async function askerOf(house: House, handover: Handover): Promise<PersonActor> {
  const held = await findAppointment(
    house.database.queries,
    handover.asked_by,
    localDateOf(handover.asked_at),
  );
  if (!held) throw new Error(`no appointment ${handover.asked_by} when the hand-over was ordered`);
  return {
    kind: "person",
    personId: held.personId,
    appointmentId: held.id,
    organisationId: held.organisationId,
    unitId: held.unitId,
    fullName: held.fullName,
    positionTitle: held.title,
    roles: held.roles,
  };
}

const LEFT_TOO: Sentence = {
  vi: "Người nhận không còn giữ chức vụ.",
  en: "The receiver no longer holds the post.",
};
