import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { changedMeanwhile, notFound } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { callerAt, requireSeat } from "./call-next.ts";
import { mayCall } from "./permissions.ts";
import { findTicket, lockTicket, moveTicket, type Ticket } from "./ticket.ts";

/** What an official does with one ticket; "call" brings an absent one back, or takes one out of turn. */
export const OFFICER_ACTIONS = ["call", "again", "serve", "skip", "finish"] as const;
export type OfficerAction = (typeof OFFICER_ACTIONS)[number];

/**
 * Does what the official says with a ticket of today.
 *
 * @param input.seen version of the ticket the official saw
 * @throws AccessDeniedError, Refusal 404 | 409
 */
export async function handleTicket(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly seen: number; readonly action: OfficerAction },
): Promise<Ticket> {
  const ticket = await lockTicket(tx, input.id);
  assertMay(actor, mayCall, { organisationId: ticket.organisation_id });
  const day = localDateOf(tx.now);
  if (ticket.day !== day) throw notFound();
  if (ticket.version !== input.seen) throw changedMeanwhile();
  const mover =
    input.action === "call"
      ? callerAt(actor, await requireSeat(tx, actor, day))
      : ({ role: "officer" } as const);
  return await moveTicket(tx, ticket, input.action, mover);
}

/** The citizen gives the number back on the ticket's page. @throws Refusal 404 | 409 */
export async function giveUpTicket(tx: Transaction, token: string): Promise<void> {
  const found = await findTicket(tx.queries, token);
  if (!found) throw notFound();
  await moveTicket(tx, await lockTicket(tx, found.id), "leave", { role: "citizen" });
}
