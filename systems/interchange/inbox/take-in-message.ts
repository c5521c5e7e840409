import { isDatabaseUnavailable } from "../../../core/database/index.ts";
import type { House } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { AxisError, type AxisPort, type MessageKind, type ReceivedItem } from "../axis/index.ts";
import { isOrganId, readEdxml } from "../edxml/index.ts";
import { applyMessage, INBOX } from "./apply-message.ts";
import { AlreadyFinished, listedRow, notesOf, writeRow } from "./incoming-row.ts";
import { type OpenedMessage, openMessage, type UnreadableMessage } from "./open-message.ts";
import { findSender, type Sender } from "./parties.ts";
import { type RawMessage, RawSink } from "./raw-message.ts";
import { refuseMessage } from "./refuse-message.ts";

const APPLY_ATTEMPTS = 12;
/** People see a message that could not be fetched so often; it is tried on. */
const LATE_AFTER_ATTEMPTS = 8;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** What to tell the axis about a copy: `done` it is in our hands, `fail` it can never be read, nothing yet. */
export type Told = "done" | "fail" | undefined;

/**
 * Takes one copy from the axis: fetch, read, verify, effect. What cannot be applied now is kept and applied by a job,
 * so that no message waits behind another.
 *
 * @param attempts how often fetching it failed before
 * @throws only when the database or the whole axis is out of reach
 */
export async function takeInMessage(
  house: House,
  axis: AxisPort,
  kind: MessageKind,
  item: ReceivedItem,
  attempts: number,
): Promise<Told> {
  const fetched = await fetchMessage(house, axis, kind, item, attempts);
  if (typeof fetched === "string") return fetched === "refused" ? "fail" : undefined;
  try {
    return await openAndApply(house, kind, item, fetched);
  } catch (error) {
    if (error instanceof AlreadyFinished) return "done";
    if (isDatabaseUnavailable(error)) throw error;
    await keepForLater(house, kind, item, fetched, error);
    return "done";
  }
}

/** @throws AlreadyFinished and whatever goes wrong inside; the caller keeps the message */
export async function openAndApply(
  house: House,
  kind: MessageKind,
  item: ReceivedItem,
  raw: RawMessage,
): Promise<"done" | "fail"> {
  const opened = await openMessage(house.files, raw, house.config.maxMessageBytes);
  if ("problems" in opened) {
    const { from, ...nameless } = opened.about;
    const foreign = from !== undefined && isForeignName(item, await senderOf(house, from.organId));
    await refuseMessage(house, kind, item, {
      raw,
      about: foreign ? nameless : opened.about,
      notes: notesOf(opened.problems),
    });
    return "fail";
  }
  const sender = await senderOf(house, opened.message.from.organId);
  if (isForeignName(item, sender)) {
    const { from: _, ...about } = aboutOf(opened);
    await refuseMessage(house, kind, item, { raw, about, notes: [FOREIGN_NAME] });
    return "fail";
  }
  if (await applyMessage(house, kind, item, raw, opened, sender)) return "done";
  await refuseMessage(house, kind, item, { raw, about: aboutOf(opened), notes: [UNKNOWN_RECEIVER] });
  return "fail";
}

/**
 * True when a message says that it comes from an organisation of the directory and the axis, which knows its customers,
 * says that another one sent it. Nobody is answered then: whoever is named has not written it.
 */
function isForeignName(item: ReceivedItem, claimed: Sender): boolean {
  if (item.from === undefined || !isOrganId(item.from)) return false;
  return claimed.organisationId !== null && !claimed.codes.includes(item.from);
}

function senderOf(house: House, code: string): Promise<Sender> {
  return findSender(house.database.queries, code, new Date());
}

function aboutOf({ message }: OpenedMessage): UnreadableMessage["about"] {
  if (message.kind === "status") {
    return { from: message.from, to: [], documentId: message.responseFor.documentId, isStatus: true };
  }
  return {
    from: message.from,
    to: message.to,
    documentId: message.documentId,
    symbol: `${message.codeNumber}/${message.codeNotation}`,
    issuedDate: message.promulgationDate,
    subject: message.subject,
    isStatus: false,
  };
}

async function fetchMessage(
  house: House,
  axis: AxisPort,
  kind: MessageKind,
  item: ReceivedItem,
  attempts: number,
): Promise<RawMessage | "refused" | "later"> {
  let sink = new RawSink(house.files);
  try {
    // Documents come by the plain download: the other call wraps them in base64 once more.
    if (kind === "edoc") {
      await axis.download(item.docId, sink).catch(async (error: unknown) => {
        if (!isRefusedDownload(error)) throw error;
        await sink.abort();
        sink = new RawSink(house.files);
        await axis.get(item.docId, sink);
      });
    } else {
      await axis.get(item.docId, sink);
    }
    return await sink.finish();
  } catch (error) {
    await sink.abort();
    if (!(error instanceof AxisError)) throw error;
    if (error.kind === "business" || error.kind === "oversized") {
      const read = await readEdxml([sink.head()]);
      const about = read.ok ? { to: [], isStatus: kind === "status" } : read.about;
      const note = error.kind === "oversized" ? tooLarge(house) : { code: error.code, ...error.sentence };
      await refuseMessage(house, kind, item, { about, notes: [note] });
      return "refused";
    }
    await noteFailedFetch(house, kind, item, attempts + 1, error);
    return "later";
  }
}

/** Some adapters offer only one of the two calls. */
function isRefusedDownload(error: unknown): boolean {
  if (!(error instanceof AxisError)) return false;
  return error.kind === "business" || (error.kind === "http" && !error.retryable);
}

async function noteFailedFetch(
  house: House,
  kind: MessageKind,
  item: ReceivedItem,
  attempts: number,
  error: AxisError,
): Promise<void> {
  await transact(house, { actor: INBOX }, async (tx) => {
    const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(attempts, 11));
    const late = attempts >= LATE_AFTER_ATTEMPTS;
    const id = await writeRow(tx, {
      ...listedRow(kind, item, tx.now),
      attempts,
      next_at: new Date(tx.now.getTime() + pause),
      problem_code: error.code,
      problem_vi: error.sentence.vi,
      problem_en: error.sentence.en,
      alert: late,
    });
    if (attempts !== LATE_AFTER_ATTEMPTS) return;
    tx.emit({
      type: "interchange.alert",
      subjectId: id,
      data: { messageId: id, direction: "in", open: true },
    });
  });
}

/** The message is safe with us; what stopped it (a fault of ours) is tried again by a job, then shown to people. */
async function keepForLater(
  house: House,
  kind: MessageKind,
  item: ReceivedItem,
  raw: RawMessage,
  error: unknown,
): Promise<void> {
  house.log.warn({ docId: item.docId, error: String(error) }, "a received message could not be applied yet");
  await transact(house, { actor: INBOX }, async (tx) => {
    const id = await writeRow(tx, {
      ...listedRow(kind, item, tx.now),
      state: "stored",
      raw: raw.raw,
      edxml_sha256: raw.sha256,
      edxml_size: raw.size,
      problem_code: "interchange.internal",
      problem_vi:
        "Hệ thống gặp lỗi khi xử lý thông điệp này và đang tự thử lại. Nội dung đã được giữ an toàn.",
      problem_en: "The system met an error with this message and is trying again. Its content is safe.",
      attempts: 1,
    });
    tx.enqueue(
      "interchange.apply",
      { messageId: id },
      { maxAttempts: APPLY_ATTEMPTS, runAt: new Date(tx.now.getTime() + 2_000) },
    );
  });
}

function tooLarge(house: House) {
  const most = Math.floor(house.config.maxMessageBytes / (1024 * 1024));
  return {
    code: "L.MessageSize",
    vi: `Thông điệp lớn hơn ${most} MB cho phép.`,
    en: `The message is larger than the ${most} MB allowed.`,
  };
}

const FOREIGN_NAME = {
  code: "interchange.foreign-name",
  vi: "Nơi gửi ghi trong thông điệp khác với cơ quan đã gửi theo trục liên thông. Không dùng nội dung này; hãy liên hệ cơ quan gửi để xác minh.",
  en: "The sender named in the message is not the organisation that sent it according to the axis. Do not use its content; ask the sender.",
};
const UNKNOWN_RECEIVER = {
  code: "interchange.unknown-receiver",
  vi: "Mã cơ quan nhận không thuộc cơ quan nào của tỉnh.",
  en: "The receiver's code belongs to no organisation of this province.",
};
