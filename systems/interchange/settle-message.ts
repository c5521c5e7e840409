import { assertMay } from "../../core/access/index.ts";
import { changedMeanwhile, notFound, Refusal } from "../../core/errors.ts";
import type { PersonActor, Transaction } from "../../core/transaction/index.ts";
import { type Direction, findMessage, type MessageDetail } from "./messages.ts";
import { SEND_ATTEMPTS } from "./outbox/queue-message.ts";
import { maySettleMessages } from "./permissions.ts";

/** What a person can do about a message that waits for one. */
export type Settlement = "retry" | "settle";

/** Which settlements fit the message now. */
export function settlementsOf(message: MessageDetail): readonly Settlement[] {
  const retry = message.standing === "failed" || (message.standing === "stored" && message.alert);
  return [...(retry ? (["retry"] as const) : []), ...(message.alert ? (["settle"] as const) : [])];
}

/**
 * Sends a failed message again or applies a kept one again (`retry`), or ends its alert because a person has seen to it
 * in another way (`settle`).
 *
 * @throws Refusal not-found, interchange.nothing-to-do, conflict; AccessDeniedError
 */
export async function settleMessage(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly direction: Direction; readonly id: string; readonly settlement: Settlement },
): Promise<void> {
  const { direction, id, settlement } = input;
  const message = await findMessage(tx.queries, direction, id);
  if (!message) throw notFound();
  assertMay(actor, maySettleMessages, message);
  if (!settlementsOf(message).includes(settlement)) throw nothingToDo();
  const done = await write(tx, actor, message, settlement);
  if (!done) throw changedMeanwhile();
  tx.record({
    action: `interchange.${settlement}`,
    objectKind: direction === "sent" ? "outgoing-message" : "incoming-message",
    objectId: id,
    data: { symbol: message.symbol, standing: message.standing },
  });
  tx.emit({
    type: "interchange.alert",
    subjectId: id,
    organisations: message.organisationId === null ? [] : [message.organisationId],
    data: { messageId: id, direction: direction === "sent" ? "out" : "in", open: false },
  });
}

async function write(
  tx: Transaction,
  actor: PersonActor,
  message: MessageDetail,
  settlement: Settlement,
): Promise<boolean> {
  const settled = { alert: false, settled_by: actor.fullName, settled_at: tx.now };
  if (message.direction === "received") {
    const row = await tx.queries
      .updateTable("interchange.incoming_message")
      .set({ ...settled, ...(settlement === "retry" ? { attempts: 0 } : {}) })
      .where("id", "=", message.id)
      .where("alert", "=", true)
      .returning("id")
      .executeTakeFirst();
    if (row && settlement === "retry") {
      tx.enqueue("interchange.apply", { messageId: message.id }, { maxAttempts: SEND_ATTEMPTS });
    }
    return row !== undefined;
  }
  const row = await tx.queries
    .updateTable("interchange.outgoing_message")
    .set({ ...settled, ...(settlement === "retry" ? { state: "queued" as const, attempts: 0 } : {}) })
    .where("id", "=", message.id)
    .where((where) => (settlement === "retry" ? where("state", "=", "failed") : where("alert", "=", true)))
    .returning("id")
    .executeTakeFirst();
  if (row && settlement === "retry") {
    tx.enqueue("interchange.send", { messageId: message.id }, { maxAttempts: SEND_ATTEMPTS });
  }
  return row !== undefined;
}

function nothingToDo(): Refusal {
  return new Refusal("interchange.nothing-to-do", 409, {
    vi: "Thông điệp này không còn chờ xử lý; có thể người khác vừa xử lý hoặc hệ thống đã tự gửi lại được.",
    en: "This message waits for nobody any more; somebody may have just settled it, or the system has sent it.",
  });
}
