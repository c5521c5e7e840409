import type { House } from "../../../core/system.ts";
import { type Transaction, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { findIncomingByWire, noteRequest, type StatusCode } from "../../documents/index.ts";
import { isLocalTimestamp, parseOrganId, vietnamTimestamp } from "../edxml/index.ts";
import { queueStatus } from "../outbox/queue-message.ts";
import { wireOrganisation } from "../outbox/wire-organisation.ts";
import type { IncomingResult } from "../tables.ts";
import { findOwn, type OwnOrganisation, type Sender } from "./parties.ts";

const INBOX = { kind: "system", name: "interchange.inbox" } as const;
/** Messages overtake each other by seconds, rarely minutes: a request waits so long for its document. */
export const WAIT_FOR_DOCUMENT_MS = 15 * 60_000;
/** The two forms of one recall (type 1, status 13) leave the sender together. */
const TWIN_WINDOW_MS = 3_600_000;

/** A sender asks for something about a document it sent, or says it sent. */
export interface AskedBySender {
  readonly receiver: OwnOrganisation;
  readonly sender: Sender;
  readonly fromCode: string;
  readonly fromName: string;
  readonly wireId: string;
  readonly symbol: string;
  /** `yyyy-MM-dd` */
  readonly issuedDate: string | null;
  /** As the sender wrote it; anything else counts as now. */
  readonly statedAt: string;
  readonly kind: "recall" | "update";
  readonly form: "message" | "status";
  readonly reason: string;
}

/**
 * Notes a recall for the clerk. It may come in two forms (the second changes nothing), and before the document it is
 * about: then it waits for the document, and after a while is declined.
 */
export async function noteSenderRequest(
  tx: Transaction,
  asked: AskedBySender,
): Promise<{ result: IncomingResult; incomingId?: string }> {
  const incoming = await findIncomingByWire(tx.queries, asked.receiver.id, {
    wireId: asked.wireId,
    ...(asked.symbol ? { symbol: asked.symbol } : {}),
    fromCodes: asked.sender.codes,
  });
  const found = incoming ? { incomingId: incoming.id } : {};
  if (await hasTwin(tx, asked)) {
    await keep(tx, asked, "twin");
    return { result: "repeated", ...found };
  }
  const reason = asked.reason || "Nơi gửi đề nghị lấy lại văn bản";
  if (!incoming) {
    const requestId = await keep(tx, asked, "waiting");
    tx.enqueue(
      "interchange.decline-request",
      { requestId },
      { runAt: new Date(tx.now.getTime() + WAIT_FOR_DOCUMENT_MS) },
    );
    return { result: "waiting" };
  }
  if (await noteRequest(tx, incoming.id, { kind: "recall", reason })) {
    await keep(tx, asked, "noted");
    return { result: "requested", incomingId: incoming.id };
  }
  await keep(tx, asked, "answered");
  await declineRequest(tx, asked, incoming);
  return { result: "declined", incomingId: incoming.id };
}

/** A document has come: requests that overtook it take effect now. */
export async function noteWaitingRequests(
  tx: Transaction,
  arrived: {
    readonly message: {
      readonly documentId: string;
      readonly codeNumber: string;
      readonly codeNotation: string;
    };
    readonly receiver: OwnOrganisation;
    readonly sender: Sender;
  },
  incomingId: string,
): Promise<void> {
  const { message, receiver, sender } = arrived;
  const symbol = `${message.codeNumber}/${message.codeNotation}`;
  const waiting = await tx.queries
    .updateTable("interchange.sender_request")
    .set({ state: "noted" })
    .where("organisation_id", "=", receiver.id)
    .where("state", "=", "waiting")
    .where("from_code", "in", [...sender.codes])
    .where((where) => where.or([where("wire_id", "=", message.documentId), where("symbol", "=", symbol)]))
    .returning(["reason", "kind"])
    .execute();
  const [first] = waiting.filter(({ kind }) => kind === "recall");
  if (first) {
    await noteRequest(tx, incomingId, {
      kind: "recall",
      reason: first.reason || "Nơi gửi đề nghị lấy lại văn bản",
    });
  }
}

/** Job: a document that was asked back has still not come; the sender is told so. */
export async function declineWaitingRequest(house: House, requestId: string): Promise<void> {
  await transact(house, { actor: INBOX }, async (tx) => {
    const request = await tx.queries
      .updateTable("interchange.sender_request")
      .set({ state: "answered" })
      .where("id", "=", requestId)
      .where("state", "=", "waiting")
      .returningAll()
      .executeTakeFirst();
    if (!request) return;
    const from = await wireOrganisation(tx.queries, request.organisation_id, tx.now);
    const receiver = await findOwn(tx.queries, from.organId, tx.now);
    if (!receiver) return;
    await answer(
      tx,
      {
        receiver,
        fromCode: request.from_code,
        fromName: request.from_code,
        wireId: request.wire_id,
        symbol: request.symbol,
        issuedDate: request.issued_date,
      },
      "16",
      "Chưa nhận được văn bản này nên không có gì để trả lại",
    );
  });
}

type About = Pick<AskedBySender, "receiver" | "fromCode" | "fromName" | "wireId" | "symbol" | "issuedDate">;

/** Answers at once what no clerk can answer any more: the document is finished, refused or given back here. */
export async function declineRequest(
  tx: Transaction,
  asked: About & { readonly kind: "recall" | "update" },
  incoming: { readonly id: string; readonly state: string },
): Promise<void> {
  if (incoming.state === "recalled" && asked.kind === "recall") {
    await answer(tx, asked, "15", "Văn bản đã được trả lại trước đó", incoming.id);
    return;
  }
  const why = incoming.state === "refused" ? "đã bị từ chối tiếp nhận" : "không còn hiệu lực xử lý tại đây";
  const what = asked.kind === "recall" ? "thu hồi" : "cập nhật";
  await answer(tx, asked, "16", `Văn bản ${why} nên không ${what} được`, incoming.id);
}

async function answer(
  tx: Transaction,
  about: About,
  code: StatusCode,
  description: string,
  incomingId?: string,
): Promise<void> {
  const organId = parseOrganId(about.fromCode);
  if (organId === undefined || about.symbol === "") return;
  const from = await wireOrganisation(tx.queries, about.receiver.id, tx.now, about.receiver.code);
  await queueStatus(
    tx,
    {
      organisationId: about.receiver.id,
      receiverName: about.fromName,
      ...(incomingId === undefined ? {} : { incomingId }),
    },
    {
      kind: "status",
      from,
      responseFor: {
        organId,
        code: about.symbol,
        documentId: about.wireId,
        ...(about.issuedDate ? { promulgationDate: about.issuedDate } : {}),
      },
      statusCode: code,
      description,
      timestamp: vietnamTimestamp(tx.now),
    },
  );
}

/** True when the same recall was already noted in its other form. */
async function hasTwin(tx: Transaction, asked: AskedBySender): Promise<boolean> {
  const statedAt = instantOf(asked.statedAt, tx.now);
  const near = await tx.queries
    .selectFrom("interchange.sender_request")
    .select(["form", "state"])
    .where("organisation_id", "=", asked.receiver.id)
    .where("wire_id", "=", asked.wireId)
    .where("from_code", "in", [...asked.sender.codes])
    .where("kind", "=", asked.kind)
    .where("stated_at", ">=", new Date(statedAt.getTime() - TWIN_WINDOW_MS))
    .where("stated_at", "<=", new Date(statedAt.getTime() + TWIN_WINDOW_MS))
    .execute();
  const others = near.filter(({ form, state }) => form !== asked.form && state !== "twin").length;
  const twins = near.filter(({ form, state }) => form === asked.form && state === "twin").length;
  return others > twins;
}

async function keep(
  tx: Transaction,
  asked: AskedBySender,
  state: "noted" | "waiting" | "answered" | "twin",
): Promise<string> {
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("interchange.sender_request")
    .values({
      id,
      organisation_id: asked.receiver.id,
      from_code: asked.fromCode,
      wire_id: asked.wireId,
      symbol: asked.symbol,
      issued_date: asked.issuedDate,
      kind: asked.kind,
      form: asked.form,
      reason: asked.reason,
      stated_at: instantOf(asked.statedAt, tx.now),
      state,
      at: tx.now,
    })
    .execute();
  return id;
}

function instantOf(timestamp: string, now: Date): Date {
  return isLocalTimestamp(timestamp) ? new Date(timestamp) : now;
}
