import { notFound, Refusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type WrittenMessage, writeMessage } from "./write-message.ts";

/**
 * The bytes of a document message that was sent, made again from what was queued and the files in the store.
 *
 * @param sha256 of the bytes that left
 * @throws Refusal interchange.not-the-same when other bytes come out; FileMissingError after a recall
 */
export async function sentBytes(house: House, messageId: string, sha256: string): Promise<WrittenMessage> {
  const row = await house.database.queries
    .selectFrom("interchange.outgoing_message")
    .select(["kind", "message", "attachments"])
    .where("id", "=", messageId)
    .executeTakeFirst();
  if (!row) throw notFound();
  const written = await writeMessage(house, row);
  if (written.sha256 === sha256) return written;
  throw new Refusal("interchange.not-the-same", 409, {
    vi: "Không dựng lại được đúng từng byte của thông điệp đã gửi. Nội dung và các tệp của văn bản vẫn còn nguyên trong hệ thống.",
    en: "The very bytes of the sent message cannot be made again. Its content and files are still in the system.",
  });
}
