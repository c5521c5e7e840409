import type { Selectable } from "kysely";
import type { Queries, Tables } from "../../../core/database/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import "./events.ts";
import { moveOf, STATE_WORDS, type TicketAction, type TicketRole } from "./states.ts";
import "./tables.ts";

export type Ticket = Selectable<Tables["public_services.desk_ticket"]>;

/** The ticket behind the square code; undefined when there is none. */
export async function findTicket(queries: Queries, token: string): Promise<Ticket | undefined> {
  if (!/^[\w-]{22}$/.test(token)) return undefined;
  return await queries
    .selectFrom("public_services.desk_ticket")
    .selectAll()
    .where("token", "=", token)
    .executeTakeFirst();
}

/** The ticket, locked until the transaction ends. @throws Refusal 404 */
export async function lockTicket(tx: Transaction, id: string): Promise<Ticket> {
  const found = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
    ? await tx.queries
        .selectFrom("public_services.desk_ticket")
        .selectAll()
        .where("id", "=", id)
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  if (!found) throw notFound();
  return found;
}

/** Who does something to a ticket and where. */
export interface Mover {
  readonly role: TicketRole;
  readonly counter?: string;
  readonly personId?: string;
  readonly personName?: string;
}

/**
 * Does a move of the table: state, times, event and audit in one. Rights are the caller's matter.
 * @throws Refusal 409 `desk.wrong-state` when the table has no such cell
 */
export async function moveTicket(
  tx: Transaction,
  ticket: Ticket,
  action: TicketAction,
  mover: Mover,
): Promise<Ticket> {
  const move = moveOf(ticket.state, action);
  if (!move || move.by !== mover.role) throw wrongState(ticket);
  const isCall = move.to === "called";
  const isEnd = move.to === "done" || move.to === "left" || move.to === "absent";
  const moved = await tx.queries
    .updateTable("public_services.desk_ticket")
    .set({
      state: move.to,
      version: ticket.version + 1,
      ...(isCall
        ? {
            called_at: ticket.called_at ?? tx.now,
            last_called_at: tx.now,
            calls: ticket.calls + 1,
            ended_at: null,
          }
        : {}),
      ...(action === "call"
        ? {
            counter: mover.counter ?? null,
            person_id: mover.personId ?? null,
            person_name: mover.personName ?? null,
          }
        : {}),
      ...(move.to === "serving" ? { serving_at: tx.now } : {}),
      ...(isEnd ? { ended_at: tx.now } : {}),
    })
    .where("id", "=", ticket.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.record({
    action: `desk.${action}`,
    objectKind: "desk-ticket",
    objectId: ticket.id,
    data: { label: ticket.label, day: ticket.day, from: ticket.state, to: move.to, counter: moved.counter },
  });
  tx.emit({
    type: "desk.ticket-moved",
    subjectId: ticket.id,
    organisations: [ticket.organisation_id],
    data: { label: ticket.label, from: ticket.state, to: move.to, counter: moved.counter },
  });
  return moved;
}

function wrongState({ label, state, counter }: Ticket): Refusal {
  const { label: words } = STATE_WORDS[state];
  const where = counter ? { vi: ` (quầy ${counter})`, en: ` (counter ${counter})` } : { vi: "", en: "" };
  return new Refusal("desk.wrong-state", 409, {
    vi: `Số ${label} đang ở trạng thái “${words.vi}”${where.vi} nên không làm được việc này. Xem danh sách mới rồi chọn lại.`,
    en: `Ticket ${label} is “${words.en}”${where.en}; this is not possible. Look at the new list and choose again.`,
  });
}
