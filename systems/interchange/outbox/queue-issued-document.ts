import { Refusal } from "../../../core/errors.ts";
import { notify } from "../../../core/notify/index.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { describeForInterchange, markDelivery, type OutgoingForInterchange } from "../../documents/index.ts";
import { type ComposedDocument, composeDocument } from "./compose-document.ts";
import { queueDocument } from "./queue-message.ts";

/**
 * Queues the message of an issued document: business type 0, 2 or 3, one message for all receivers. Receivers that no
 * code of the axis leads to are marked as failed; the others get the document all the same.
 */
export async function queueIssuedDocument(tx: Transaction, outgoingId: string): Promise<void> {
  const issued = await describeForInterchange(tx.queries, outgoingId);
  if (issued.recipients.length === 0) return;
  const composed = await composeOrSay(tx, issued);
  if (composed === undefined) return;
  await sayUnreachable(tx, issued, composed);
  if (composed.message.to.length === 0) return;
  const origin = {
    organisationId: issued.document.organisation_id,
    outgoingId,
    confidentiality: issued.document.confidentiality,
  };
  await queueDocument(tx, origin, composed);
}

async function composeOrSay(
  tx: Transaction,
  issued: OutgoingForInterchange,
): Promise<ComposedDocument | undefined> {
  try {
    return await composeDocument(tx.queries, issued, tx.now);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const receivers = issued.recipients.map((row) => row.organisation_id);
    await markDelivery(tx, issued.document.id, receivers, "failed", error.sentence.vi);
    await tellClerks(tx, issued, error.sentence);
    return undefined;
  }
}

async function sayUnreachable(
  tx: Transaction,
  issued: OutgoingForInterchange,
  composed: ComposedDocument,
): Promise<void> {
  if (composed.unreachable.length === 0) return;
  const names = composed.unreachable.map(({ name }) => name).join("; ");
  const sentence = {
    vi: `Nơi nhận chưa có mã định danh trên trục liên thông: ${names}. Gửi bản giấy cho nơi nhận này và báo quản trị viên bổ sung mã trong danh bạ.`,
    en: `No code on the axis for: ${names}. Send on paper and ask the administrator to add the code in the directory.`,
  };
  const ids = composed.unreachable.map(({ organisationId }) => organisationId);
  await markDelivery(tx, issued.document.id, ids, "failed", sentence.vi);
  await tellClerks(tx, issued, sentence);
}

async function tellClerks(
  tx: Transaction,
  issued: OutgoingForInterchange,
  why: { readonly vi: string; readonly en: string },
): Promise<void> {
  const { id, organisation_id, symbol } = issued.document;
  await notify(tx, {
    to: { organisations: [organisation_id], roles: ["clerk"] },
    kind: "interchange.failed",
    title: {
      vi: `Văn bản ${symbol ?? ""} chưa gửi được: ${why.vi}`,
      en: `Document ${symbol ?? ""} could not be sent: ${why.en}`,
    },
    href: `/outgoing/${id}`,
    urgency: "urgent",
    dedupeKey: `interchange.unsent:${id}:${why.en}`,
  });
}
