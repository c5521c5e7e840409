import { createHash } from "node:crypto";
import type { FileStore, FileWriter } from "../../../core/files/index.ts";
import type { ByteSink } from "../edxml/index.ts";
import { storedChunks } from "../stored-chunks.ts";

/** A message as it came over the wire. */
export interface RawMessage {
  readonly sha256: string;
  readonly size: number;
  /** The bytes of a small message (a status); a larger one is in the store. */
  readonly raw: Buffer | null;
}

/** Most bytes kept in the database; beyond it a message goes to the store. */
const INLINE_BYTES = 32 * 1024;

/** Takes a message of any size: small ones in memory, large ones as a stream into the store. */
export class RawSink implements ByteSink {
  readonly #files: FileStore;
  #chunks: Buffer[] = [];
  #size = 0;
  #writer: FileWriter | undefined;

  constructor(files: FileStore) {
    this.#files = files;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#writer === undefined && this.#size + chunk.length > INLINE_BYTES) {
      this.#writer = await this.#files.writer();
      for (const kept of this.#chunks) await this.#writer.write(kept);
    }
    if (this.#size < INLINE_BYTES) {
      this.#chunks.push(Buffer.from(chunk.subarray(0, INLINE_BYTES - this.#size)));
    }
    this.#size += chunk.length;
    await this.#writer?.write(chunk);
  }

  /** The beginning of what has come so far, also of a message that was broken off. */
  head(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  async finish(): Promise<RawMessage> {
    if (this.#writer) return { ...(await this.#writer.finish()), raw: null };
    const raw = this.head();
    return { raw, size: raw.length, sha256: createHash("sha256").update(raw).digest("hex") };
  }

  async abort(): Promise<void> {
    await this.#writer?.abort();
  }
}

/** The bytes again, as a stream. */
export async function* readRaw(
  files: FileStore,
  message: { readonly raw: Buffer | null; readonly sha256: string },
): AsyncGenerator<Uint8Array> {
  if (message.raw) yield message.raw;
  else yield* storedChunks(files, message.sha256);
}
