import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayCall } from "./permissions.ts";
import { type Seat, seatOf } from "./take-seat.ts";
import { moveTicket, type Ticket } from "./ticket.ts";

/**
 * Calls whoever is next at one's counter: by rank of priority, then as drawn. What was being served there is served; a
 * number that was called and is not yet served or absent is to be decided first. Two officials who press at once call two.
 *
 * @returns undefined when nobody waits
 * @throws AccessDeniedError, FormRefusal without a seat, Refusal 409
 */
export async function callNext(tx: Transaction, actor: PersonActor): Promise<Ticket | undefined> {
  const { organisationId } = actor;
  assertMay(actor, mayCall, { organisationId });
  const day = localDateOf(tx.now);
  const seat = await requireSeat(tx, actor, day);
  const inHand = await tx.queries
    .selectFrom("public_services.desk_ticket")
    .selectAll()
    .where("person_id", "=", actor.personId)
    .where("organisation_id", "=", organisationId)
    .where("day", "=", day)
    .where("state", "in", ["called", "serving"])
    .forUpdate()
    .execute();
  const called = inHand.find(({ state }) => state === "called");
  if (called) throw undecided(called.label);
  for (const ticket of inHand) await moveTicket(tx, ticket, "finish", { role: "officer" });
  const next = await tx.queries
    .selectFrom("public_services.desk_ticket")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .where("day", "=", day)
    .where("state", "=", "waiting")
    .where("kind", "in", [...seat.kinds])
    .orderBy("rank", "desc")
    .orderBy("drawn_at")
    .orderBy("id")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return next && (await moveTicket(tx, next, "call", callerAt(actor, seat)));
}

/** Who calls, and to which counter. */
export function callerAt(actor: PersonActor, { counter }: Seat) {
  return { role: "officer", counter, personId: actor.personId, personName: actor.fullName } as const;
}

/** @throws FormRefusal on `counter` */
export async function requireSeat(tx: Transaction, actor: PersonActor, day: string): Promise<Seat> {
  const seat = await seatOf(tx.queries, actor, day);
  if (seat) return seat;
  throw new FormRefusal({
    counter: { vi: "Chọn quầy của bạn hôm nay trước khi gọi số.", en: "Choose your counter first." },
  });
}

function undecided(label: string): Refusal {
  return new Refusal("desk.undecided", 409, {
    vi: `Số ${label} đã được mời: bấm Phục vụ nếu người dân đã đến, hoặc Vắng nếu không có, rồi gọi số tiếp.`,
    en: `Ticket ${label} has been called: press Serve if the citizen is there, or Absent, then call the next.`,
  });
}
