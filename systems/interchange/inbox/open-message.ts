import type { FileStore, FileWriter, StoredFile } from "../../../core/files/index.ts";
import {
  type AttachmentMeta,
  type EdxmlMessage,
  type PartialIdentity,
  type Problem,
  type ReceivedAttachment,
  readEdxml,
} from "../edxml/index.ts";
import { type RawMessage, readRaw } from "./raw-message.ts";

/** A message that was understood, its files in the store. */
export interface OpenedMessage {
  readonly message: EdxmlMessage;
  readonly files: readonly (ReceivedAttachment & { readonly stored: StoredFile })[];
  /** Breaches of the standard that a strict receiver would refuse. */
  readonly violations: readonly Problem[];
}

/** A message that can never be used, and what it still told about itself. */
export interface UnreadableMessage {
  readonly problems: readonly Problem[];
  readonly about: PartialIdentity;
}

/**
 * Reads a message as a stream; its files go to the store, and only when the whole message has turned out sound.
 *
 * @param maxBytes most bytes of all files together
 */
export async function openMessage(
  files: FileStore,
  raw: Pick<RawMessage, "raw" | "sha256">,
  maxBytes: number,
): Promise<OpenedMessage | UnreadableMessage> {
  const writers = new Map<number, FileWriter>();
  const sinkFor = async ({ index }: AttachmentMeta) => {
    const writer = await files.writer({ maxBytes });
    writers.set(index, writer);
    // The end of a file says nothing about the rest of the message: it is kept or dropped with the whole.
    return {
      digests: true,
      write: (chunk: Uint8Array) => writer.write(chunk),
      close: () => undefined,
      abort: () => undefined,
    };
  };
  let kept = false;
  try {
    const limits = { messageBytes: Math.ceil(maxBytes * 1.4), attachmentBytes: maxBytes };
    const result = await readEdxml(readRaw(files, raw), { sinkFor, limits });
    if (!result.ok) return { problems: result.problems, about: result.about };
    const stored = [];
    for (const attachment of [...result.attachments].sort((a, b) => a.index - b.index)) {
      const writer = writers.get(attachment.index);
      if (writer) stored.push({ ...attachment, stored: await writer.finish() });
    }
    kept = true;
    return { message: result.message, files: stored, violations: result.violations };
  } finally {
    if (!kept) for (const writer of writers.values()) await writer.abort();
  }
}
