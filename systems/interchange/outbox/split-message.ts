import type { Selectable } from "kysely";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { OutgoingMessageTable } from "../tables.ts";
import { SEND_ATTEMPTS } from "./queue-message.ts";

/**
 * Queues a message of its own for each receiver in place of one the axis refused because of a single receiver: the
 * others get the document, and the one that cannot is named.
 */
export async function splitMessage(tx: Transaction, row: Selectable<OutgoingMessageTable>): Promise<void> {
  const { message } = row;
  if (message.kind !== "document") return;
  const split = await tx.queries
    .updateTable("interchange.outgoing_message")
    .set({ state: "split", alert: false, problem_code: null, problem_vi: null, problem_en: null })
    .where("id", "=", row.id)
    .where("state", "=", "queued")
    .returning("id")
    .executeTakeFirst();
  if (!split) return;
  const parts = message.to.map((to) => ({ id: uuidv7(tx.now), to }));
  await tx.queries
    .insertInto("interchange.outgoing_message")
    .values(
      parts.map(({ id, to }) => ({
        ...row,
        id,
        to_codes: [to.organId],
        to_names: [to.name],
        receivers: JSON.stringify(row.receivers.filter(({ code }) => code === to.organId)),
        message: JSON.stringify({ ...message, to: [to] }),
        attachments: JSON.stringify(row.attachments),
        state: "queued" as const,
        attempts: 0,
        alert: false,
        problem_code: null,
        problem_vi: null,
        problem_en: null,
      })),
    )
    .execute();
  for (const { id } of parts) {
    tx.enqueue("interchange.send", { messageId: id }, { maxAttempts: SEND_ATTEMPTS });
  }
  tx.record({
    action: "interchange.split",
    objectKind: "outgoing-message",
    objectId: row.id,
    data: { receivers: row.to_codes },
  });
}
