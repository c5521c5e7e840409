import type { House, JobRun } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { INBOX } from "./apply-message.ts";
import { AlreadyFinished } from "./incoming-row.ts";
import { openAndApply } from "./take-in-message.ts";

/**
 * Job: applies a message that is in our hands but could not be applied when it came. When the attempts are used up
 * people see it in the list of alerts and can try again.
 */
export async function applyStoredMessage(house: House, messageId: string, run: JobRun): Promise<void> {
  const row = await house.database.queries
    .selectFrom("interchange.incoming_message")
    .selectAll()
    .where("id", "=", messageId)
    .where("state", "=", "stored")
    .executeTakeFirst();
  if (!row || row.edxml_sha256 === null) return;
  const item = { docId: row.axis_doc_id, from: row.from_code, ...(row.to_code ? { to: row.to_code } : {}) };
  const raw = { raw: row.raw, sha256: row.edxml_sha256, size: row.edxml_size ?? 0 };
  try {
    await openAndApply(house, row.kind, item, raw);
  } catch (error) {
    if (error instanceof AlreadyFinished) return;
    await transact(house, { actor: INBOX }, async (tx) => {
      const last = run.attempt >= run.maxAttempts;
      await tx.queries
        .updateTable("interchange.incoming_message")
        .set({ attempts: row.attempts + 1, alert: last, settled_by: null, settled_at: null })
        .where("id", "=", messageId)
        .where("state", "=", "stored")
        .execute();
      if (!last) return;
      tx.emit({
        type: "interchange.alert",
        subjectId: messageId,
        data: { messageId, direction: "in", open: true },
      });
    });
    throw error;
  }
}
