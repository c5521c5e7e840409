import type { Transaction } from "../../../core/transaction/index.ts";
import { describeForInterchange } from "../../documents/index.ts";
import { vietnamTimestamp } from "../edxml/index.ts";
import { composeDocument, type Recall } from "./compose-document.ts";
import { queueDocument, queueStatus } from "./queue-message.ts";

/**
 * Asks receivers to give a document back in both forms in use, because no public text says which one a receiver waits
 * for: the document again with business type 1, and a status 13 to each receiver.
 */
export async function queueRecall(tx: Transaction, outgoingId: string, recall: Recall): Promise<void> {
  const issued = await describeForInterchange(tx.queries, outgoingId);
  const composed = await composeDocument(tx.queries, issued, tx.now, recall);
  const { message } = composed;
  if (message.to.length === 0) return;
  const origin = { organisationId: issued.document.organisation_id, outgoingId };
  await queueDocument(tx, { ...origin, confidentiality: issued.document.confidentiality }, composed);
  for (const receiver of message.to) {
    await queueStatus(
      tx,
      { ...origin, receiverName: receiver.name },
      {
        kind: "status",
        from: message.from,
        // In a 13 the roles are inverted: the sender of the document speaks, about its own document, to the receiver.
        responseFor: {
          organId: receiver.organId,
          code: `${message.codeNumber}/${message.codeNotation}`,
          documentId: message.documentId,
          promulgationDate: message.promulgationDate,
        },
        staff: { department: "Văn thư", staff: recall.staff },
        statusCode: "13",
        description: recall.reason,
        timestamp: vietnamTimestamp(tx.now),
      },
    );
  }
}
