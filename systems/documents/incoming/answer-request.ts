import { assertMay } from "../../../core/access/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { keepDueAt } from "../archive/keep-due.ts";
import { RECALLED_ABSTRACT, withdrawCopies } from "../copies/withdraw-copies.ts";
import { mayRegister } from "../permissions.ts";
import { requireReason } from "../reason.ts";
import { forgetScans } from "../scanning/ask-reading.ts";
import { type Incoming, lockIncoming, moveIncoming, registering } from "./incoming.ts";
import type { ReceivedDocument } from "./receive-document.ts";
import { receivedDocumentSchema } from "./received-content.ts";

const NO_REQUEST = {
  request: null,
  request_reason: null,
  request_at: null,
  request_message: null,
  frozen: false,
} as const;

/**
 * The clerk answers the sender's recall or update: 15 (agreed) or 16 (declined, with a reason).
 *
 * An agreed recall destroys the document here: files, copies, abstract and names go, what remains is that it came and was
 * recalled (NĐ 30/2020 PL VI.III.8). An agreed update puts the new content in place; the old file stays as an attachment.
 */
export async function answerRequest(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly agree: boolean; readonly reason: string },
): Promise<Incoming> {
  const document = await lockIncoming(tx, input.id);
  assertMay(actor, mayRegister, registering(document));
  if (document.request === null) {
    throw new Refusal("documents.no-request", 409, {
      vi: "Không có yêu cầu nào đang chờ trả lời; có thể người khác vừa trả lời.",
      en: "No request is waiting for an answer; somebody may have just answered it.",
    });
  }
  const recall = document.request === "recall";
  if (!input.agree) {
    const why = requireReason(input.reason);
    return await moveIncoming(tx, document, recall ? "decline-recall" : "decline-update", NO_REQUEST, {
      note: why,
      status: { code: "16", description: why },
    });
  }
  const note = input.reason.trim();
  if (recall) return await giveBack(tx, document, note);
  const content =
    document.request_message === null ? undefined : receivedDocumentSchema.parse(document.request_message);
  if (content) await keepFormerFile(tx, document);
  return await moveIncoming(
    tx,
    document,
    "accept-update",
    { ...NO_REQUEST, ...(content ? { ...contentColumns(content), keep_due: keepDueAt(tx.now) } : {}) },
    { note, status: { code: "15", description: note || "Đồng ý cập nhật văn bản" } },
  );
}

async function giveBack(tx: Transaction, document: Incoming, note: string): Promise<Incoming> {
  const attached = await tx.queries
    .deleteFrom("documents.attachment")
    .where("document_id", "=", document.id)
    .returning("file_sha256")
    .execute();
  await withdrawCopies(tx, document.id);
  await tx.queries.deleteFrom("documents.kept_file").where("document_id", "=", document.id).execute();
  const given = await moveIncoming(
    tx,
    document,
    "accept-recall",
    {
      ...NO_REQUEST,
      abstract: RECALLED_ABSTRACT,
      summary: "",
      to_places: [],
      file_sha256: null,
      file_size: null,
      file_name: null,
      verdict: null,
      verdict_details: null,
      keep_due: null,
    },
    { note, status: { code: "15", description: note || "Đồng ý trả lại văn bản; đã hủy trên hệ thống" } },
  );
  const contents = [document.file_sha256, ...attached.map((file) => file.file_sha256)];
  await forgetScans(
    tx,
    contents.filter((sha256) => sha256 !== null),
  );
  return given;
}

async function keepFormerFile(tx: Transaction, document: Incoming): Promise<void> {
  if (!document.file_sha256) return;
  const last = await tx.queries
    .selectFrom("documents.attachment")
    .select((row) => row.fn.max("position").as("position"))
    .where("document_id", "=", document.id)
    .executeTakeFirst();
  await tx.queries
    .insertInto("documents.attachment")
    .values({
      document_id: document.id,
      position: Number(last?.position ?? -1) + 1,
      name: `truoc-cap-nhat-${document.file_name ?? "van-ban.pdf"}`,
      description: "Bản trước khi cập nhật",
      file_sha256: document.file_sha256,
      file_size: document.file_size ?? 0,
      file_type: "application/pdf",
    })
    .execute();
}

function contentColumns(content: ReceivedDocument) {
  return {
    abstract: content.abstract,
    summary: content.summary,
    signer_name: content.signerName,
    signer_position: content.signerPosition,
    urgency: content.urgency,
    due_date: content.dueDate,
    to_places: [...content.toPlaces],
    ...(content.file
      ? {
          file_sha256: content.file.sha256,
          file_size: content.file.size,
          file_name: content.file.name,
          verdict: content.verdict,
          verdict_details: content.verdictDetails && JSON.stringify(content.verdictDetails),
        }
      : {}),
  };
}
