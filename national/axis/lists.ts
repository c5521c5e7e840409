import { integer, text } from "../wire/rows.ts";
import { formatDateTime } from "../wire/vietnam-time.ts";
import type { AxisContext } from "./context.ts";
import {
  AxisRefusal,
  COPY_STATUS_DESCRIPTION,
  type CopyStatus,
  ERROR,
  type MessageKind,
} from "./protocol.ts";

/** Items per answer: the oldest ones; the rest follows when these are acknowledged. */
const RECEIVED_LIMIT = 200;
const SENT_LIMIT = 1000;

/** getReceivedEdocList: the copies of every agency of the calling system that wait for acknowledgement. */
export function listReceived(context: AxisContext, systemId: string, kind: MessageKind): unknown[] {
  const rows = context.statements.listWaiting.all(systemId, kind, RECEIVED_LIMIT);
  return context.faults.arrange(rows).map((row) => {
    const status = parseCopyStatus(text(row, "status"));
    return {
      docId: text(row, "doc_id"),
      serviceType: "eDoc",
      messageType: text(row, "kind"),
      created_time: formatDateTime(new Date(integer(row, "created"))),
      updated_time: formatDateTime(new Date(integer(row, "updated"))),
      from: text(row, "from_code"),
      to: text(row, "to_code"),
      status,
      status_desc: COPY_STATUS_DESCRIPTION[status],
    };
  });
}

/** countReceiveEdoc and countReceiveStatus. */
export function countReceived(context: AxisContext, systemId: string, kind: MessageKind): number {
  return integer(context.statements.countWaiting.get(systemId, kind), "n");
}

/** getSentEdocList: one row per receiver, newest first; an empty docId means every message. */
export function listSent(
  context: AxisContext,
  systemId: string,
  kind: MessageKind,
  docId: string,
): unknown[] {
  return context.statements.listSent.all(systemId, kind, docId, SENT_LIMIT).map((row) => {
    const status = parseCopyStatus(text(row, "status"));
    const received = status === "initial" ? "" : formatDateTime(new Date(integer(row, "updated")));
    return {
      senderDocId: text(row, "id"),
      receiverDocId: text(row, "doc_id"),
      fromCode: text(row, "from_code"),
      toCode: text(row, "to_code"),
      title: text(row, "title"),
      notation: text(row, "notation"),
      sentTime: formatDateTime(new Date(integer(row, "created"))),
      receivedTime: received,
      sendStatus: "done",
      sendStatusDesc: "Đã gửi",
      receiveStatus: status,
      receiveStatusDesc: COPY_STATUS_DESCRIPTION[status],
    };
  });
}

/**
 * updateStatus: the receiver's acknowledgement of one copy. `processing` keeps it in the list; `done` and `fail` are
 * final and take it out, so that a message nobody can read never blocks the ones behind it. Repeating is harmless.
 *
 * @throws AxisRefusal 10 when the docid is not one of this system's, 22 when the status is unknown
 */
export function updateStatus(context: AxisContext, systemId: string, docId: string, wanted: string): void {
  if (wanted !== "processing" && wanted !== "done" && wanted !== "fail") {
    throw new AxisRefusal(
      ERROR.notToStandard,
      `status phải là processing, done hoặc fail, không phải "${wanted}"`,
    );
  }
  const copy = context.statements.findCopy.get(docId, systemId);
  if (!copy) throw new AxisRefusal(ERROR.badFile, `Không có gói tin ${docId}`);
  const current = parseCopyStatus(text(copy, "status"));
  if (current === "done" || current === "fail") return;
  const relisted = integer(copy, "relisted");
  if (wanted === "done" && relisted === 0 && context.faults.happens("duplicateRate")) {
    context.statements.setStatus.run("initial", 1, context.now().getTime(), docId);
    return;
  }
  context.statements.setStatus.run(wanted, relisted, context.now().getTime(), docId);
}

function parseCopyStatus(value: string): CopyStatus {
  if (value === "processing" || value === "done" || value === "fail") return value;
  return "initial";
}
