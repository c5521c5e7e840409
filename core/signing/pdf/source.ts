import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { PdfError } from "./errors.ts";

/** Random access to the bytes of a file, so that a 100 MB PDF is read in windows and never held whole. */
export interface ByteSource {
  readonly length: number;
  /** Bytes [start, end); the caller stays inside the source and does not write to the result. */
  read(start: number, end: number): Uint8Array;
  /** The whole file, when it is in memory anyway. */
  readonly whole?: Uint8Array;
}

/** A source over bytes in memory; `read` returns views, not copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { length: bytes.length, whole: bytes, read: (start, end) => bytes.subarray(start, end) };
}

/** A source over a file on disk. The caller closes it. @throws the file system's own error when it cannot be opened */
export function openFileSource(path: string): ByteSource & { close(): void } {
  const handle = openSync(path, "r");
  const length = fstatSync(handle).size;
  return {
    length,
    read(start, end) {
      const buffer = Buffer.allocUnsafe(end - start);
      let filled = 0;
      while (filled < buffer.length) {
        const count = readSync(handle, buffer, filled, buffer.length - filled, start + filled);
        if (count === 0) throw new PdfError("pdf.unexpected-end", `File ended at ${start + filled}`);
        filled += count;
      }
      return buffer;
    },
    close: () => closeSync(handle),
  };
}

const CHUNK = 1024 * 1024;

/** Feeds the given ranges, in order, to a hash; large files go through in 1 MB steps with room for other work between. */
export async function feedRanges(
  source: ByteSource,
  ranges: readonly (readonly [start: number, end: number])[],
  update: (bytes: Uint8Array) => void,
): Promise<void> {
  for (const [start, end] of ranges) {
    if (end - start <= CHUNK) {
      update(source.read(start, end));
      continue;
    }
    for (let at = start; at < end; at += CHUNK) {
      update(source.read(at, Math.min(end, at + CHUNK)));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}

/** Accepts bytes or a source wherever the room takes a PDF. */
export function toSource(pdf: Uint8Array | ByteSource): ByteSource {
  return pdf instanceof Uint8Array ? memorySource(pdf) : pdf;
}
