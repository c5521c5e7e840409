import type { Selectable } from "kysely";
import { FileMissingError } from "../../../core/files/index.ts";
import { PermanentJobError } from "../../../core/jobs/index.ts";
import { notify } from "../../../core/notify/index.ts";
import type { House, JobRun } from "../../../core/system.ts";
import { type Transaction, transact } from "../../../core/transaction/index.ts";
import { markDelivery } from "../../documents/index.ts";
import { AxisError, type AxisPort, type MessageKind } from "../axis/index.ts";
import { axisOf } from "../axis-service.ts";
import { AttachmentChangedError, parseOrganId } from "../edxml/index.ts";
import type { OutgoingMessageTable } from "../tables.ts";
import { SECRET } from "./queue-message.ts";
import { splitMessage } from "./split-message.ts";
import { UnsendableMessage, type WrittenMessage, writeMessage } from "./write-message.ts";

/** The axis takes a message for all of its receivers or for none: unknown (18) or locked (23) is one of them. */
const REFUSES_ONE_RECEIVER = new Set(["axis.business.18", "axis.business.23"]);

type Row = Selectable<OutgoingMessageTable>;

const OUTBOX = { kind: "system", name: "interchange.outbox" } as const;
/** After so many attempts (some minutes) people see that a message is late, though it is still being tried. */
const LATE_AFTER_ATTEMPTS = 5;

/**
 * Writes one queued message and hands it to the axis. Safe to repeat: when the process dies after the axis has taken
 * the message it is sent again, and receivers drop the second copy by its DocumentId.
 *
 * @throws AxisError when it may succeed later (the job is then tried again)
 */
export async function sendMessage(house: House, messageId: string, run: JobRun): Promise<void> {
  const row = await house.database.queries
    .selectFrom("interchange.outgoing_message")
    .selectAll()
    .where("id", "=", messageId)
    .executeTakeFirst();
  if (row?.state !== "queued") return;
  if (row.confidentiality > 0) {
    await fail(house, row, { code: "interchange.secret", ...SECRET });
    throw new PermanentJobError(`message ${messageId} holds a state secret`);
  }
  const axis = axisOf(house);
  try {
    await awaitEarlier(house, row);
    const written = await writeMessage(house, row);
    const { docId } = await hand(axis, row, written);
    await markSent(house, row, written, docId);
  } catch (error) {
    await explain(house, row, error, run);
  }
}

/** A request about a document must not overtake the document. */
async function awaitEarlier(house: House, row: Row): Promise<void> {
  if (row.outgoing_id === null || row.business_type === "new") return;
  const earlier = await house.database.queries
    .selectFrom("interchange.outgoing_message")
    .select("id")
    .where("outgoing_id", "=", row.outgoing_id)
    .where("created_at", "<", row.created_at)
    .where("kind", "=", "edoc")
    .where("state", "=", "queued")
    .limit(1)
    .executeTakeFirst();
  if (earlier) throw new AxisError("network", "an earlier message about this document has not left yet");
}

async function hand(axis: AxisPort, row: Row, written: WrittenMessage): Promise<{ docId: string }> {
  const from = parseOrganId(row.from_code);
  if (from === undefined) throw new UnsendableMessage("interchange.no-code", NO_CODE);
  return await axis.send({
    kind: row.kind,
    from,
    to: row.to_codes.flatMap((code) => parseOrganId(code) ?? []),
    file: () => written.open(),
    size: written.size,
    sha256: written.sha256,
  });
}

async function markSent(house: House, row: Row, written: WrittenMessage, docId: string): Promise<void> {
  await transact(house, { actor: OUTBOX }, async (tx) => {
    const sent = await tx.queries
      .updateTable("interchange.outgoing_message")
      .set({
        state: "sent",
        sent_at: tx.now,
        axis_doc_id: docId,
        raw: written.raw,
        edxml_sha256: written.sha256,
        edxml_size: written.size,
        alert: false,
        problem_code: null,
        problem_vi: null,
        problem_en: null,
        attempts: row.attempts + 1,
      })
      .where("id", "=", row.id)
      .where("state", "=", "queued")
      .returning("id")
      .executeTakeFirst();
    if (!sent) return;
    if (row.alert) emitAlert(tx, row, false);
    if (row.kind !== "edoc" || row.outgoing_id === null) return;
    if (row.business_type !== "recall") {
      await markDelivery(tx, row.outgoing_id, organisationsOf(row), "sent", "");
    }
    tx.record({
      action: "interchange.send",
      objectKind: "outgoing-message",
      objectId: row.id,
      data: {
        document: row.outgoing_id,
        type: row.business_type,
        axisDocId: docId,
        edxml: written.sha256,
        to: row.to_codes,
      },
    });
  });
}

/** Decides between trying again and telling a person. */
async function explain(house: House, row: Row, error: unknown, run: JobRun): Promise<void> {
  const { code, sentence, retryable } = await judge(house, row, error);
  if (!retryable && REFUSES_ONE_RECEIVER.has(code) && row.kind === "edoc" && row.to_codes.length > 1) {
    await transact(house, { actor: OUTBOX }, (tx) => splitMessage(tx, row));
    return;
  }
  if (!retryable || run.attempt >= run.maxAttempts) {
    await fail(house, row, { code, ...sentence });
    if (retryable) throw error;
    return;
  }
  await transact(house, { actor: OUTBOX }, async (tx) => {
    const late = run.attempt >= LATE_AFTER_ATTEMPTS;
    await tx.queries
      .updateTable("interchange.outgoing_message")
      .set({
        attempts: run.attempt,
        problem_code: code,
        problem_vi: sentence.vi,
        problem_en: sentence.en,
        alert: late,
      })
      .where("id", "=", row.id)
      .where("state", "=", "queued")
      .execute();
    if (late && !row.alert) emitAlert(tx, row, true);
  });
  throw error;
}

async function judge(
  house: House,
  row: Row,
  error: unknown,
): Promise<{ code: string; sentence: { vi: string; en: string }; retryable: boolean }> {
  if (error instanceof AxisError) {
    const { code, sentence } = error;
    return { code, sentence, retryable: error.retryable || (await registrationIsUnderWay(house, row, code)) };
  }
  if (error instanceof UnsendableMessage)
    return { code: error.code, sentence: error.sentence, retryable: false };
  if (error instanceof FileMissingError || error instanceof AttachmentChangedError) {
    return { code: error.code, sentence: FILE_GONE, retryable: false };
  }
  return { code: "interchange.internal", sentence: INTERNAL, retryable: true };
}

/** Before our codes are known to the axis it refuses them (18, 19): that passes by itself. */
async function registrationIsUnderWay(house: House, row: Row, code: string): Promise<boolean> {
  if (code !== "axis.business.18" && code !== "axis.business.19") return false;
  const codes = [row.from_code, ...row.to_codes];
  const waiting = await house.database.queries
    .selectFrom("interchange.registration")
    .select("code")
    .where("code", "in", codes)
    .where("registered_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  if (waiting) return true;
  const any = await house.database.queries
    .selectFrom("interchange.registration")
    .select("code")
    .limit(1)
    .executeTakeFirst();
  return any === undefined;
}

async function fail(
  house: House,
  row: Row,
  problem: { readonly code: string; readonly vi: string; readonly en: string },
): Promise<void> {
  await transact(house, { actor: OUTBOX }, async (tx) => {
    const failed = await tx.queries
      .updateTable("interchange.outgoing_message")
      .set({
        state: "failed",
        failed_at: tx.now,
        attempts: row.attempts + 1,
        problem_code: problem.code,
        problem_vi: problem.vi,
        problem_en: problem.en,
        alert: true,
        settled_by: null,
        settled_at: null,
      })
      .where("id", "=", row.id)
      .where("state", "=", "queued")
      .returning("id")
      .executeTakeFirst();
    if (!failed) return;
    emitAlert(tx, row, true);
    if (row.kind === "edoc" && row.outgoing_id !== null && row.business_type !== "recall") {
      await markDelivery(tx, row.outgoing_id, organisationsOf(row), "failed", problem.vi);
    }
    tx.record({
      action: "interchange.fail",
      objectKind: "outgoing-message",
      objectId: row.id,
      data: { document: row.outgoing_id ?? row.incoming_id, problem: problem.code },
    });
    if (row.organisation_id === null) return;
    await notify(tx, {
      to: { organisations: [row.organisation_id], roles: ["clerk"] },
      kind: "interchange.failed",
      title: {
        vi: `${nameOf(row.kind, "vi")} ${row.symbol} chưa gửi được: ${problem.vi}`,
        en: `${nameOf(row.kind, "en")} ${row.symbol} could not be sent: ${problem.en}`,
      },
      href: `/interchange/sent/${row.id}`,
      urgency: "urgent",
      dedupeKey: `interchange.failed:${row.id}:${row.attempts}`,
    });
  });
}

function organisationsOf(row: Row): string[] {
  return row.receivers.map(({ organisationId }) => organisationId);
}

function emitAlert(tx: Transaction, row: Row, open: boolean): void {
  tx.emit({
    type: "interchange.alert",
    subjectId: row.id,
    organisations: row.organisation_id === null ? [] : [row.organisation_id],
    data: { messageId: row.id, direction: "out", open },
  });
}

function nameOf(kind: MessageKind, language: "vi" | "en"): string {
  if (language === "en") return kind === "edoc" ? "Document" : "Status of document";
  return kind === "edoc" ? "Văn bản" : "Trạng thái của văn bản";
}

const NO_CODE = {
  vi: "Cơ quan gửi chưa có mã định danh dùng được trên trục liên thông. Bổ sung mã trong danh bạ rồi gửi lại.",
  en: "The sender has no code that can be used on the axis. Add it in the directory and send again.",
};
const FILE_GONE = {
  vi: "Tệp của văn bản không còn nguyên vẹn trong kho tệp nên không gửi. Báo quản trị viên kiểm tra kho tệp.",
  en: "A file of the document is not intact in the store, so nothing was sent. Tell the administrator.",
};
const INTERNAL = {
  vi: "Hệ thống gặp lỗi khi gửi và đang tự thử lại.",
  en: "The system met an error while sending and is trying again.",
};
