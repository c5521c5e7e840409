import { bufferPool, type FileStore } from "../../core/files/index.ts";

const CHUNK_BYTES = 512 * 1024;
const buffers = bufferPool(CHUNK_BYTES, 8);

/**
 * Stored content through one reused buffer: a chunk is valid until the next one is asked for. A new buffer for each
 * piece of each message would make the garbage collector the busiest part of the process.
 *
 * @throws FileMissingError
 */
export async function* storedChunks(files: FileStore, sha256: string): AsyncGenerator<Uint8Array> {
  const handle = await files.open(sha256);
  const buffer = buffers.take();
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
    buffers.give(buffer);
  }
}
