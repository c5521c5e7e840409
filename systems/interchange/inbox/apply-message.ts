import { createHash } from "node:crypto";
import type { House } from "../../../core/system.ts";
import { type Transaction, transact } from "../../../core/transaction/index.ts";
import type { MessageKind, ReceivedItem } from "../axis/index.ts";
import type { EdxmlMessage } from "../edxml/index.ts";
import type { Note } from "../tables.ts";
import { applyDocument, type Effect, mainFileOf } from "./apply-document.ts";
import { applyStatus } from "./apply-status.ts";
import { type IncomingRow, listedRow, notesOf, writeRow } from "./incoming-row.ts";
import { type Judgement, judgeDocument } from "./judge-document.ts";
import type { OpenedMessage } from "./open-message.ts";
import { findOwn, type OwnOrganisation, type Sender } from "./parties.ts";
import type { RawMessage } from "./raw-message.ts";

export const INBOX = { kind: "system", name: "interchange.inbox" } as const;

/**
 * Gives an opened message its effect and writes its row, in one transaction: a copy that comes again finds the row and
 * changes nothing, and the same content under another id finds its effect.
 *
 * @returns undefined when nobody here has the code it was sent to
 */
export async function applyMessage(
  house: House,
  kind: MessageKind,
  item: ReceivedItem,
  raw: RawMessage,
  opened: OpenedMessage,
  sender: Sender,
): Promise<"applied" | undefined> {
  const { message } = opened;
  const now = new Date();
  const receivers = await ownReceivers(house, item, message, now);
  if (receivers.length === 0) return undefined;
  const judgement =
    message.kind === "document"
      ? await judgeDocument(house, mainFileOf(opened.files)?.stored.sha256)
      : undefined;
  await transact(house, { actor: INBOX, now }, async (tx) => {
    const row = describe(kind, item, raw, message, now);
    const notes = [...notesOf(opened.violations), ...remarkOn(message, judgement)];
    let effect: Effect | undefined;
    for (const receiver of receivers) {
      const one = await effectOnce(tx, receiver, sender, opened, judgement);
      if (effect === undefined || effect.result === "repeated") effect = one;
    }
    const [receiver] = receivers;
    const id = await writeRow(tx, {
      ...row,
      state: "applied",
      result: effect?.result ?? "unmatched",
      organisation_id: receiver?.id ?? null,
      to_code: receiver?.code ?? "",
      incoming_id: effect?.incomingId ?? null,
      notes: JSON.stringify(notes),
      applied_at: now,
      alert: false,
    });
    if (message.kind !== "document") return;
    tx.record({
      action: "interchange.receive",
      objectKind: "incoming-message",
      objectId: id,
      data: {
        axisDocId: item.docId,
        from: row.from_code ?? "",
        to: receivers.map(({ code }) => code),
        type: row.business_type ?? "",
        wireId: row.wire_id ?? "",
        edxml: raw.sha256,
        result: effect?.result ?? "",
      },
    });
  });
  return "applied";
}

/** The axis names the receiver of each copy; where it does not, the message itself does. */
async function ownReceivers(
  house: House,
  item: ReceivedItem,
  message: EdxmlMessage,
  now: Date,
): Promise<readonly OwnOrganisation[]> {
  const addressed =
    message.kind === "status" ? [message.responseFor.organId] : message.to.map(({ organId }) => organId);
  const codes = item.to === undefined ? addressed : [item.to];
  const found = new Map<string, OwnOrganisation>();
  for (const code of codes) {
    const own = await findOwn(house.database.queries, code, now);
    if (own) found.set(own.id, own);
  }
  return [...found.values()];
}

async function effectOnce(
  tx: Transaction,
  receiver: OwnOrganisation,
  sender: Sender,
  { message, files }: OpenedMessage,
  judgement: Judgement | undefined,
): Promise<Effect> {
  const key = effectKey(message, receiver);
  if (key !== undefined) {
    const claimed = await tx.queries
      .insertInto("interchange.effect")
      .values({ key, at: tx.now })
      .onConflict((conflict) => conflict.doNothing())
      .returning("key")
      .executeTakeFirst();
    if (!claimed) return { result: "repeated" };
  }
  if (message.kind === "status") return await applyStatus(tx, message, receiver, sender);
  if (judgement === undefined) throw new Error("a document without a judgement");
  return await applyDocument(tx, { message, files, judgement, receiver, sender });
}

/**
 * What makes two messages the same one. A new document needs none: its DocumentId is unique among the documents of
 * its receiver.
 */
function effectKey(message: EdxmlMessage, receiver: OwnOrganisation): string | undefined {
  const parts = message.kind === "status" ? statusParts(message) : requestParts(message);
  if (parts === undefined) return undefined;
  return createHash("sha256")
    .update(JSON.stringify([receiver.id, ...parts]))
    .digest("hex");
}

function statusParts(message: EdxmlMessage & { kind: "status" }): readonly string[] {
  const { from, responseFor, statusCode, timestamp, description = "" } = message;
  const { documentId, code } = responseFor;
  return ["status", from.organId, documentId, code, statusCode, timestamp, description];
}

function requestParts(message: EdxmlMessage & { kind: "document" }): readonly string[] | undefined {
  const { business, from, documentId, subject, trace } = message;
  if (business.type !== "recall" && business.type !== "update") return undefined;
  const sent = trace[0]?.timestamp ?? "";
  return [business.type, from.organId, documentId, business.documentId, subject, business.reason, sent];
}

function describe(
  kind: MessageKind,
  item: ReceivedItem,
  raw: RawMessage,
  message: EdxmlMessage,
  now: Date,
): IncomingRow {
  const base = {
    ...listedRow(kind, item, now),
    raw: raw.raw,
    edxml_sha256: raw.sha256,
    edxml_size: raw.size,
    from_code: message.from.organId,
    from_name: message.from.name,
  };
  if (message.kind === "status") {
    return {
      ...base,
      status_code: message.statusCode,
      wire_id: message.responseFor.documentId,
      symbol: message.responseFor.code,
      subject: message.description ?? "",
    };
  }
  return {
    ...base,
    business_type: message.business.type,
    wire_id: message.documentId,
    symbol: `${message.codeNumber}/${message.codeNotation}`,
    subject: message.subject,
  };
}

/** A document whose signatures are not all they should be is taken, and both sides are told. */
function remarkOn(message: EdxmlMessage, judgement: Judgement | undefined): Note[] {
  if (judgement === undefined || judgement.verdict === "valid-both") return [];
  if (message.kind === "document" && message.business.type === "recall") return [];
  const { vi, en } = judgement.details;
  return [{ code: `signature.${judgement.verdict}`, vi, en }];
}
