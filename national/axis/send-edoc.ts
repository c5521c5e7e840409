import { mkdir, rename } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { dirname } from "node:path";
import type { EdxmlHeader } from "../wire/edxml-header.ts";
import { formatDateTime } from "../wire/vietnam-time.ts";
import type { Agency } from "./agency-directory.ts";
import type { AxisContext } from "./context.ts";
import { AxisRefusal, ERROR, type MessageKind } from "./protocol.ts";
import { receiveBody } from "./receive-body.ts";

export interface SendEdocInput {
  systemId: string;
  kind: MessageKind;
  hashFile: string;
  /** The `from` parameter: code of the sending agency. */
  from: string;
  /** The optional `to` parameter: JSON naming the receivers of this sending. */
  to: string | undefined;
}

/**
 * Takes in one message and lays one copy before every receiver. Nothing is stored unless everything is in order; when
 * it returns, the body is on disk and the rows are committed.
 *
 * The same content sent twice is two messages with two DocIds: the axis accepts, receivers dedupe.
 *
 * @returns the DocId
 * @throws AxisRefusal 10, 18, 19, 21, 22, 23
 */
export async function sendEdoc(
  context: AxisContext,
  request: IncomingMessage,
  input: SendEdocInput,
): Promise<string> {
  const { store } = context;
  const id = store.newId();
  const arriving = store.arrivingPath(id);
  const body = await receiveBody(request, arriving, input.hashFile, context.sizeLimit);
  try {
    const sender = checkSender(context, body.header, input);
    const receivers = findReceivers(context, body.header, input);
    await mkdir(dirname(store.bodyPath(id)), { recursive: true });
    await rename(arriving, store.bodyPath(id));
    storeMessage(context, { id, input, sender, receivers, ...body });
    return id;
  } finally {
    await context.discard(arriving);
  }
}

function checkSender(context: AxisContext, header: EdxmlHeader, input: SendEdocInput): Agency {
  if (header.from.organId === "") throw new AxisRefusal(ERROR.notToStandard, "Thiếu From/OrganId");
  if ((header.kind === "status") !== (input.kind === "status")) {
    throw new AxisRefusal(ERROR.notToStandard, `Nội dung gói tin không phải loại ${input.kind}`);
  }
  const declared = context.directory.find(input.from);
  const sender = context.directory.find(header.from.organId);
  if (!sender || !declared || sender.systemId !== input.systemId) {
    throw new AxisRefusal(
      ERROR.unregisteredSender,
      `Cơ quan gửi ${header.from.organId} chưa đăng ký ở hệ thống ${input.systemId}`,
    );
  }
  if (sender.code !== declared.code) {
    throw new AxisRefusal(ERROR.notToStandard, "Tham số from khác From/OrganId của gói tin");
  }
  return sender;
}

function findReceivers(context: AxisContext, header: EdxmlHeader, input: SendEdocInput): Agency[] {
  const codes = receiverCodes(header, input.to);
  if (codes.length === 0 || codes.includes("")) {
    throw new AxisRefusal(ERROR.notToStandard, "Gói tin không nêu cơ quan nhận");
  }
  if (new Set(codes).size !== codes.length) {
    throw new AxisRefusal(ERROR.notToStandard, "To OrganId is duplicate. Cơ quan nhận bị lặp");
  }
  const receivers = new Map<string, Agency>();
  for (const code of codes) {
    const agency = context.directory.find(code);
    if (!agency || agency.systemId === "") {
      throw new AxisRefusal(ERROR.unknownReceiver, `Cơ quan nhận không tồn tại: ${code}`);
    }
    if (context.faults.isLocked(code) || context.faults.isLocked(agency.code)) {
      throw new AxisRefusal(ERROR.receiverLocked, `Cơ quan nhận đang bị khóa: ${code}`);
    }
    receivers.set(agency.code, agency);
  }
  return [...receivers.values()];
}

/** A document goes to its To list, a status to ResponseFor/OrganId; a `to` parameter narrows or names them. */
function receiverCodes(header: EdxmlHeader, to: string | undefined): string[] {
  if (to !== undefined && to.trim() !== "") return parseTo(to);
  if (header.kind === "document") return header.to.map((party) => party.organId);
  return header.responseFor.slice(0, 1).map((reference) => reference.organId);
}

function parseTo(to: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(to);
  } catch {
    throw new AxisRefusal(ERROR.notToStandard, "Tham số to không phải JSON");
  }
  const items: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return items.map((item) => {
    if (typeof item === "string") return item;
    if (typeof item !== "object" || item === null) return "";
    const found = Object.entries(item).find(([key]) => /^(?:code|organid)$/i.test(key));
    return typeof found?.[1] === "string" ? found[1] : "";
  });
}

interface NewMessage {
  id: string;
  header: EdxmlHeader;
  input: SendEdocInput;
  sender: Agency;
  receivers: Agency[];
  size: number;
  sha256: string;
}

function storeMessage(context: AxisContext, message: NewMessage): void {
  const { header, input } = message;
  const now = context.now();
  const isStatus = header.kind === "status";
  const reference = isStatus ? header.responseFor[0] : undefined;
  const notation = reference?.code ?? `${header.codeNumber}/${header.codeNotation}`;
  context.store.transaction(() => {
    context.statements.insertMessage.run(
      message.id,
      input.kind,
      input.systemId,
      message.sender.code,
      reference?.documentId ?? header.documentId,
      isStatus ? header.description : header.subject,
      notation,
      header.businessType,
      header.statusCode,
      message.size,
      message.sha256,
      header.traceInsertion?.byteOffset ?? null,
      traceXml(context, header, now),
      now.getTime(),
    );
    const rounds = context.faults.happens("duplicateRate") ? 2 : 1;
    for (let round = 0; round < rounds; round++) {
      for (const receiver of message.receivers) {
        context.statements.insertCopy.run(
          context.store.newId(),
          message.id,
          input.kind,
          receiver.code,
          receiver.systemId,
          now.getTime(),
        );
      }
    }
  });
}

/** Each hop appends its TraceHeader; ours is written on the way out, the stored bytes stay the sender's. */
function traceXml(context: AxisContext, header: EdxmlHeader, now: Date): string {
  if (!header.traceInsertion) return "";
  const p = header.traceInsertion.prefix;
  const organ = `<${p}OrganId>${context.axisCode}</${p}OrganId>`;
  const time = `<${p}Timestamp>${formatDateTime(now)}</${p}Timestamp>`;
  return `<${p}TraceHeader>${organ}${time}</${p}TraceHeader>`;
}
