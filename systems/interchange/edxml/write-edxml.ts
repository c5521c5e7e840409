import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Signer } from "../../../core/signing/types.ts";
import { encodeBase64 } from "./attachments/base64.ts";
import {
  checkAttachments,
  type OutgoingAttachment,
  type PlannedAttachment,
  planAttachments,
  type RawTypes,
} from "./attachments/plan-attachments.ts";
import { zipOneEntry } from "./attachments/zip-writer.ts";
import type { ByteSink } from "./byte-stream.ts";
import { checkMessage } from "./check-message.ts";
import type { Problem } from "./problems.ts";
import { EMPTY_SIGNATURE, signMessage } from "./signature/sign-message.ts";
import type { EdxmlMessage } from "./types.ts";
import { type EnvelopeText, writeAttachmentFrame, writeEnvelope, XML_DECLARATION } from "./write-header.ts";

export interface WriteOptions {
  /** Signs the whole message (XMLDSig); without it a document carries an empty Signature element. */
  readonly signer?: Signer;
  /** Which extensions travel without a zip. Default: the rule of the official client. */
  readonly rawTypes?: RawTypes;
  /** Today's date in Vietnam, `yyyy-MM-dd`. Default: the clock. */
  readonly today?: string;
}

export type WriteResult =
  | {
      readonly ok: true;
      readonly sha256: string;
      readonly size: number;
      readonly contentIds: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A file did not give the bytes that were announced; nothing that was written may be sent. */
export class AttachmentChangedError extends Error {
  readonly code = "edxml-attachment-changed";
  constructor(name: string, detail: string) {
    super(`attachment "${name}" ${detail}`);
    this.name = "AttachmentChangedError";
  }
}

/**
 * Writes a message strictly to QCVN 102:2016, as a stream: memory does not grow with the attachments. Texts are
 * trimmed and empty ones left out, as the official client does.
 * @param sink gets the bytes of the .edxml file (UTF-8); it is not closed
 * @returns SHA-256 (lower-case hex) and size of the output, or every breach of the standard with nothing written
 * @throws AttachmentChangedError, and what the files, the signer or the sink throw
 */
export async function writeEdxml(
  message: EdxmlMessage,
  attachments: readonly OutgoingAttachment[],
  sink: ByteSink,
  options: WriteOptions = {},
): Promise<WriteResult> {
  const planned = planAttachments(attachments, options.rawTypes);
  const type = message.kind === "status" ? "status" : message.business.type;
  const problems = [...checkMessage(message, options), ...checkAttachments(planned, type)];
  if (problems.length > 0) return { ok: false, problems };

  const envelope = writeEnvelope(message, planned);
  const checksums = new Map<string, number>();
  const signature = await signatureOf(message, envelope, planned, checksums, options.signer);

  const hash = createHash("sha256");
  let size = 0;
  const emit = async (bytes: Uint8Array) => {
    hash.update(bytes);
    size += bytes.length;
    await sink.write(bytes);
  };
  await emit(
    Buffer.from(XML_DECLARATION + envelope.beforeSignature + signature + envelope.afterSignature, "utf8"),
  );
  await emitAttachments(planned, checksums, emit);
  await emit(Buffer.from(envelope.end, "utf8"));
  return {
    ok: true,
    sha256: hash.digest("hex"),
    size,
    contentIds: planned.map(({ contentId }) => contentId),
  };
}

/** A first pass computes the digest, because the Signature stands before the attachments. */
async function signatureOf(
  message: EdxmlMessage,
  envelope: EnvelopeText,
  planned: readonly PlannedAttachment[],
  checksums: Map<string, number>,
  signer: Signer | undefined,
): Promise<string> {
  if (signer === undefined) return message.kind === "status" ? "" : EMPTY_SIGNATURE;
  const digest = createHash("sha256");
  digest.update(envelope.beforeSignature + envelope.afterSignature, "utf8");
  await emitAttachments(planned, checksums, (bytes) => {
    digest.update(bytes);
  });
  digest.update(envelope.end, "utf8");
  return signMessage(digest.digest(), signer);
}

async function emitAttachments(
  planned: readonly PlannedAttachment[],
  checksums: Map<string, number>,
  emit: (bytes: Uint8Array) => void | Promise<void>,
): Promise<void> {
  for (const attachment of planned) {
    const { before, after } = writeAttachmentFrame(attachment);
    await emit(Buffer.from(before, "utf8"));
    const source = unchanged(attachment, checksums);
    const bytes =
      attachment.zipEntryName === undefined
        ? source
        : zipOneEntry(attachment.zipEntryName, source, attachment.size);
    for await (const text of encodeBase64(bytes)) await emit(text);
    await emit(Buffer.from(after, "utf8"));
  }
}

/** The file's bytes, guarded: the announced size, and in a second pass the same content as in the first. */
async function* unchanged(
  attachment: PlannedAttachment,
  checksums: Map<string, number>,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  let checksum = 0;
  for await (const chunk of attachment.open()) {
    size += chunk.length;
    if (size > attachment.size) break;
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (size !== attachment.size) {
    throw new AttachmentChangedError(attachment.name, `has not the announced ${attachment.size} bytes`);
  }
  const first = checksums.get(attachment.contentId);
  if (first !== undefined && first !== checksum) {
    throw new AttachmentChangedError(attachment.name, "changed while it was being signed");
  }
  checksums.set(attachment.contentId, checksum);
}
