import { type FileHandle, open } from "node:fs/promises";

/** Where bytes go. A chunk is valid only until `write` has settled: whoever keeps it must copy it. */
export interface ByteSink {
  write(chunk: Uint8Array): void | Promise<void>;
}

/** A sink for one attachment. Exactly one of `close` and `abort` is called. */
export interface AttachmentSink extends ByteSink {
  /** Says that the sink computes the digest itself, so that the bytes are not hashed twice. */
  readonly digests?: boolean;
  /** All bytes were written and the content was sound. */
  close(): void | Promise<void>;
  /** The content or the whole message was refused: what was written must be thrown away. */
  abort(): void | Promise<void>;
}

/** Throws every byte away (used to check a message without keeping it). */
export const discardSink: AttachmentSink = { write() {}, close() {}, abort() {} };

/** Collects everything in memory; for small contents and tests. */
export class MemorySink implements AttachmentSink {
  #chunks: Buffer[] = [];
  aborted = false;
  closed = false;

  write(chunk: Uint8Array): void {
    this.#chunks.push(Buffer.from(chunk));
  }
  close(): void {
    this.closed = true;
  }
  abort(): void {
    this.aborted = true;
    this.#chunks = [];
  }
  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** Writes all of a chunk to an open file (a single write call may be short). */
export async function writeFully(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let done = 0;
  while (done < chunk.length) done += (await file.write(chunk, done)).bytesWritten;
}

/** Reads a file through one reused buffer, so that a message of any size costs the same memory. */
export async function* readFileChunks(path: string, chunkBytes = 256 * 1024): AsyncGenerator<Buffer> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
