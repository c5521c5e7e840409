import { Refusal } from "../../../core/errors.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { OrganId, StatusMessage } from "../edxml/index.ts";
import type { ComposedDocument } from "./compose-document.ts";
import "../tables.ts";

/** With graphile-worker's back-off the last attempt comes about 16 hours after the first. */
export const SEND_ATTEMPTS = 12;

/**
 * Puts a document message into the outgoing queue; it leaves when the transaction has committed.
 *
 * @throws Refusal interchange.secret: a state secret never reaches the queue (QĐ 28/2018 Art. 1.2), whoever asks
 */
export async function queueDocument(
  tx: Transaction,
  origin: { readonly organisationId: string; readonly outgoingId: string; readonly confidentiality: number },
  composed: ComposedDocument,
): Promise<string> {
  if (origin.confidentiality > 0) throw new Refusal("interchange.secret", 422, SECRET);
  const { message, files, receivers } = composed;
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("interchange.outgoing_message")
    .values({
      id,
      kind: "edoc",
      business_type: message.business.type,
      status_code: null,
      organisation_id: origin.organisationId,
      outgoing_id: origin.outgoingId,
      incoming_id: null,
      from_code: message.from.organId,
      to_codes: message.to.map(({ organId }) => organId),
      to_names: message.to.map(({ name }) => name),
      receivers: JSON.stringify(receivers),
      wire_id: message.documentId,
      symbol: `${message.codeNumber}/${message.codeNotation}`,
      subject: message.subject,
      confidentiality: origin.confidentiality,
      message: JSON.stringify(message),
      attachments: JSON.stringify(files),
      ...NOTHING_YET,
      created_at: tx.now,
    })
    .execute();
  tx.enqueue("interchange.send", { messageId: id }, { maxAttempts: SEND_ATTEMPTS });
  return id;
}

/** Puts a status message into the outgoing queue. */
export async function queueStatus(
  tx: Transaction,
  origin: {
    readonly organisationId: string | null;
    readonly outgoingId?: string;
    readonly incomingId?: string;
    readonly receiverName: string;
  },
  message: StatusMessage,
): Promise<string> {
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("interchange.outgoing_message")
    .values({
      id,
      kind: "status",
      business_type: null,
      status_code: message.statusCode,
      organisation_id: origin.organisationId,
      outgoing_id: origin.outgoingId ?? null,
      incoming_id: origin.incomingId ?? null,
      from_code: message.from.organId,
      to_codes: [receiverOf(message)],
      to_names: [origin.receiverName],
      wire_id: message.responseFor.documentId,
      symbol: message.responseFor.code,
      subject: message.description ?? "",
      message: JSON.stringify(message),
      ...NOTHING_YET,
      created_at: tx.now,
    })
    .execute();
  // In turn with documents: behind them, a province that never stops sending would never answer.
  tx.enqueue("interchange.send", { messageId: id }, { maxAttempts: SEND_ATTEMPTS });
  return id;
}

/** There is no To element: the receiver of a status is the organisation of the document it answers. */
export function receiverOf(message: StatusMessage): OrganId {
  return message.responseFor.organId;
}

/** Said at every door of the axis. */
export const SECRET = {
  vi: "Văn bản mật không được gửi qua trục liên thông. Gửi bằng đường văn bản mật.",
  en: "A secret document must not be sent over the axis. Use the secret route.",
};

const NOTHING_YET = {
  raw: null,
  edxml_sha256: null,
  edxml_size: null,
  axis_doc_id: null,
  problem_code: null,
  problem_vi: null,
  problem_en: null,
  settled_by: null,
} as const;
