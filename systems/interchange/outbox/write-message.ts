import { createHash } from "node:crypto";
import type { Selectable } from "kysely";
import type { House } from "../../../core/system.ts";
import { MemorySink, type OutgoingAttachment, writeEdxml } from "../edxml/index.ts";
import { storedChunks } from "../stored-chunks.ts";
import type { OutgoingMessageTable, QueuedFile } from "../tables.ts";

type Row = Pick<Selectable<OutgoingMessageTable>, "kind" | "message" | "attachments">;

/** A message as it goes out. */
export interface WrittenMessage {
  readonly sha256: string;
  readonly size: number;
  /** The bytes of a small message; a large one is in the store. */
  readonly raw: Buffer | null;
  open(): AsyncIterable<Uint8Array>;
}

/** The content breaks the standard: it would be refused everywhere, so it is not sent. */
export class UnsendableMessage extends Error {
  readonly sentence: { readonly vi: string; readonly en: string };
  readonly code: string;
  constructor(code: string, sentence: { readonly vi: string; readonly en: string }) {
    super(`${code}: ${sentence.en}`);
    this.code = code;
    this.sentence = sentence;
  }
}

/**
 * Writes a queued message: a status into memory, a document as a stream into the store.
 *
 * @throws UnsendableMessage, FileMissingError, AttachmentChangedError
 */
export async function writeMessage(house: House, row: Row): Promise<WrittenMessage> {
  const { message } = row;
  if (row.kind === "status") {
    const sink = new MemorySink();
    accept(await writeEdxml(message, [], sink));
    const raw = sink.bytes();
    const sha256 = createHash("sha256").update(raw).digest("hex");
    return { sha256, size: raw.length, raw, open: () => chunksOf(raw) };
  }
  const writer = await house.files.writer();
  try {
    const attachments = row.attachments.map((file) => attachmentOf(house, file));
    accept(await writeEdxml(message, attachments, writer));
  } catch (error) {
    await writer.abort();
    throw error;
  }
  const { sha256, size } = await writer.finish();
  return { sha256, size, raw: null, open: () => storedChunks(house.files, sha256) };
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function accept(result: Awaited<ReturnType<typeof writeEdxml>>): void {
  if (result.ok) return;
  const say = (language: "vi" | "en") => result.problems.map(({ message }) => message[language]).join(" ");
  throw new UnsendableMessage("interchange.not-to-standard", {
    vi: `Thông điệp không đúng quy chuẩn nên không gửi: ${say("vi")}`,
    en: `The message is not to standard and was not sent: ${say("en")}`,
  });
}

function attachmentOf(house: House, file: QueuedFile): OutgoingAttachment {
  const { name, description, contentType, contentId, size, sha256 } = file;
  return { name, description, contentType, contentId, size, open: () => storedChunks(house.files, sha256) };
}
