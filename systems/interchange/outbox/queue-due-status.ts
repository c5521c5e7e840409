import type { Transaction } from "../../../core/transaction/index.ts";
import { describeIncomingForStatus, type StatusCode } from "../../documents/index.ts";
import { vietnamTimestamp } from "../edxml/index.ts";
import type { Note } from "../tables.ts";
import { queueStatus } from "./queue-message.ts";
import { clip, requireOrganId, wireOrganisation } from "./wire-organisation.ts";

export interface DueStatus {
  readonly incomingId: string;
  readonly code: StatusCode;
  readonly description: string;
  readonly staff: string;
}

/**
 * Queues the status that an organisation owes the sender of a document, under the code by which it was addressed. The
 * first one (01) also tells what was remarkable about the message, so that the sender can put it right.
 */
export async function queueDueStatus(tx: Transaction, due: DueStatus): Promise<void> {
  const about = await describeIncomingForStatus(tx.queries, due.incomingId);
  const message = await tx.queries
    .selectFrom("interchange.incoming_message")
    .select(["to_code", "notes"])
    .where("incoming_id", "=", due.incomingId)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  const from = await wireOrganisation(tx.queries, about.organisationId, tx.now, message?.to_code);
  const remarks = due.code === "01" ? remarksOf(message?.notes ?? []) : "";
  await queueStatus(
    tx,
    { organisationId: about.organisationId, incomingId: due.incomingId, receiverName: about.fromName },
    {
      kind: "status",
      from,
      responseFor: {
        organId: requireOrganId(about.fromCode, about.fromName),
        code: about.symbol,
        documentId: about.wireId,
        promulgationDate: about.issuedDate,
      },
      ...(due.staff ? { staff: { department: "Văn thư", staff: clip(due.staff, 100) } } : {}),
      statusCode: due.code,
      description: clip(`${due.description}${remarks}`, 1_000),
      timestamp: vietnamTimestamp(tx.now),
    },
  );
}

function remarksOf(notes: readonly Note[]): string {
  return notes.length === 0 ? "" : `. Lưu ý: ${notes.map((note) => note.vi).join(" ")}`;
}
