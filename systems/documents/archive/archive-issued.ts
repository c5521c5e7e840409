import { sql } from "kysely";
import { subscription } from "../../../core/system.ts";
import { getOutgoing } from "../outgoing/outgoing.ts";
import { signaturesOf } from "../services.ts";
import { keepDueAt } from "./keep-due.ts";
import "../events.ts";

/** The file of an issued document goes into the archive's care, so that it can be verified for as long as it is kept. */
export const archiveIssued = subscription({
  consumer: "documents.archive-issued",
  events: ["documents.outgoing-moved"],
  concerns: (data) => data.state === "issued",
  async handle(tx, event, house) {
    const document = await getOutgoing(tx.queries, event.data.outgoingId);
    const notBefore = keepDueAt(tx.now);
    await signaturesOf(house).archive(tx, document.file_sha256, notBefore);
    // Its attachments are looked at then: only what is signed, and holds, is archived.
    await sql`update documents.outgoing set keep_due = ${notBefore} where id = ${document.id} and exists
      (select from documents.attachment where document_id = ${document.id} and file_type = 'application/pdf')`.execute(
      tx.queries,
    );
  },
});

/** So does a certified copy, from the day after it was made. */
export const archiveCopy = subscription({
  consumer: "documents.archive-copy",
  events: ["documents.copy-certified"],
  async handle(tx, event, house) {
    const copy = await tx.queries
      .selectFrom("documents.copy")
      .select("file_sha256")
      .where("id", "=", event.data.copyId)
      .executeTakeFirst();
    if (copy?.file_sha256) await signaturesOf(house).archive(tx, copy.file_sha256, keepDueAt(tx.now));
  },
});
