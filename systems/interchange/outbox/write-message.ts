import { createHash } from "node:crypto";
import type { Selectable } from "kysely";
import type { House } from "../../../core/system.ts";
import {
  type ByteSink,
  discardSink,
  MemorySink,
  type OutgoingAttachment,
  writeEdxml,
} from "../edxml/index.ts";
import { storedChunks } from "../stored-chunks.ts";
import type { OutgoingMessageTable, QueuedFile } from "../tables.ts";

type Row = Pick<Selectable<OutgoingMessageTable>, "kind" | "message" | "attachments">;

/** A message as it goes out. */
export interface WrittenMessage {
  readonly sha256: string;
  readonly size: number;
  /** The bytes of a small message. */
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
 * Writes a queued message: a status into memory; a document twice as a stream, once to know its size and digest, once to
 * the wire. It is not kept: what was queued and the files in the store make the same bytes again.
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
  const attachments = row.attachments.map((file) => attachmentOf(house, file));
  const written = accept(await writeEdxml(message, attachments, discardSink));
  return {
    sha256: written.sha256,
    size: written.size,
    raw: null,
    open: () => pulled((sink) => writeEdxml(message, attachments, sink).then(accept)),
  };
}

/** Turns a writer into a source: each chunk is asked for before the next one is made. */
async function* pulled(write: (sink: ByteSink) => Promise<unknown>): AsyncGenerator<Uint8Array> {
  let offer = Promise.withResolvers<Uint8Array | undefined>();
  let taken = Promise.withResolvers<void>();
  const writing = taken.promise
    .then(() =>
      write({
        async write(chunk) {
          offer.resolve(chunk);
          await taken.promise;
        },
      }),
    )
    .then(
      () => offer.resolve(undefined),
      (error: unknown) => offer.reject(error),
    );
  try {
    for (;;) {
      const asked = taken;
      taken = Promise.withResolvers();
      asked.resolve();
      const chunk = await offer.promise;
      if (chunk === undefined) return;
      offer = Promise.withResolvers();
      yield chunk;
    }
  } finally {
    // When nobody wants the rest the writer is still waiting for its last chunk to be taken.
    for (const { promise } of [taken, offer]) promise.catch(() => undefined);
    taken.reject(new Error("the message is not wanted any more"));
    await writing;
  }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

type Written = Awaited<ReturnType<typeof writeEdxml>>;

function accept(result: Written): Extract<Written, { ok: true }> {
  if (result.ok) return result;
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
