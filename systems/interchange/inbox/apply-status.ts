import type { Transaction } from "../../../core/transaction/index.ts";
import { recordReceiverStatus } from "../../documents/index.ts";
import { isLocalTimestamp, type StatusMessage } from "../edxml/index.ts";
import { dateOf, type Effect, symbolOf } from "./apply-document.ts";
import type { OwnOrganisation, Sender } from "./parties.ts";
import { noteSenderRequest } from "./sender-requests.ts";

/** Gives a status message its effect: a receiver's state moves, or a sender asks for its document (13). */
export async function applyStatus(
  tx: Transaction,
  message: StatusMessage,
  receiver: OwnOrganisation,
  sender: Sender,
): Promise<Effect> {
  const about = message.responseFor;
  const symbol = about.code || symbolOf(about.documentId);
  const issuedDate = about.promulgationDate ?? dateOf(about.documentId) ?? undefined;
  if (message.statusCode === "13") {
    return await noteSenderRequest(tx, {
      receiver,
      sender,
      fromCode: message.from.organId,
      fromName: message.from.name || message.from.organId,
      wireId: about.documentId,
      symbol,
      issuedDate: issuedDate ?? null,
      statedAt: message.timestamp,
      kind: "recall",
      form: "status",
      reason: message.description ?? "",
    });
  }
  const known = await recordReceiverStatus(tx, {
    fromCodes: sender.codes,
    wireId: about.documentId,
    senderOrganisationId: receiver.id,
    symbol,
    issuedDate,
    code: message.statusCode,
    description: message.description ?? "",
    staff: [message.staff?.staff, message.staff?.department].filter(Boolean).join(", "),
    statedAt: isLocalTimestamp(message.timestamp) ? new Date(message.timestamp) : tx.now,
  });
  return { result: known ? "told" : "unmatched" };
}
