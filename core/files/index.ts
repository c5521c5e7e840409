import { createHash, randomUUID } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { chmod, type FileHandle, mkdir, open, readFile, rename, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { bufferPool } from "./buffer-pool.ts";

export { type BufferPool, bufferPool } from "./buffer-pool.ts";

/** A stored content: its name is its SHA-256, so the same content is kept once. */
export interface StoredFile {
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Type recognised from the content itself, never from the name. */
  readonly type: FileType;
}

export type FileType =
  | "application/pdf"
  | "application/zip"
  | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
  | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
  | "application/msword"
  | "image/png"
  | "image/jpeg"
  | "application/xml"
  | "text/plain"
  | "application/octet-stream";

/** The content is larger than allowed; nothing was kept. */
export class FileTooLargeError extends Error {
  readonly code = "files.too-large";
  readonly limit: number;
  constructor(limit: number) {
    super(`the content is larger than ${limit} bytes`);
    this.limit = limit;
  }
}

/** The store has no such content (or its copy is damaged). */
export class FileMissingError extends Error {
  readonly code = "files.missing";
}

/** Port of the content store. The disk adapter below is the default; an S3-compatible one fits the same shape. */
export interface FileStore {
  /**
   * Streams content in; durable (fsync) when it returns.
   * @throws FileTooLargeError
   */
  put(content: AsyncIterable<Uint8Array> | Uint8Array, options?: { maxBytes?: number }): Promise<StoredFile>;
  /** A writer for producers that push; `finish` makes it durable, `abort` forgets it. */
  writer(options?: { maxBytes?: number }): Promise<FileWriter>;
  /** Streams content out, optionally a byte range (end exclusive). @throws FileMissingError */
  read(sha256: string, range?: { start: number; end: number }): Promise<Readable>;
  /** The whole content; only for files known to be small. @throws FileMissingError */
  bytes(sha256: string): Promise<Buffer>;
  /** Random access, for verification of large files. The caller closes it. */
  open(sha256: string): Promise<FileHandle>;
  has(sha256: string): Promise<boolean>;
  /** Where a content lies on this machine's disk, for programs that read files; undefined when it does not. */
  localPath(sha256: string): string | undefined;
}

export interface FileWriter {
  write(chunk: Uint8Array): Promise<void>;
  finish(): Promise<StoredFile>;
  abort(): Promise<void>;
}

/** Producers push small pieces; the disk gets them in pieces of this size, because each write is a trip to a thread. */
const WRITE_BYTES = 512 * 1024;
const writeBuffers = bufferPool(WRITE_BYTES, 8);

/**
 * Content-addressed files on disk: `folder/ab/cd/<sha256>`, written beside and renamed, so a kill leaves no half file
 * under a final name.
 */
export async function openFileStore(folder: string): Promise<FileStore> {
  const incoming = join(folder, "incoming");
  // Whatever a killed process was writing is worthless: nobody was told about it.
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  // Other users of the machine are no readers of documents; a scanner may belong to the group.
  await chmod(folder, 0o750);
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new FileMissingError(`not a content name: ${sha256}`);
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };

  async function writer(options: { maxBytes?: number } = {}): Promise<FileWriter> {
    const limit = options.maxBytes ?? 1024 ** 3;
    const temporary = join(incoming, randomUUID());
    let handle: FileHandle | undefined;
    const hash = createHash("sha256");
    let size = 0;
    let head = Buffer.alloc(0);
    let gathered: Buffer | undefined = writeBuffers.take();
    let waiting = 0;
    const release = (): void => {
      if (gathered) writeBuffers.give(gathered);
      gathered = undefined;
    };
    const writeOut = async (): Promise<FileHandle> => {
      const bytes = gathered?.subarray(0, waiting) ?? Buffer.alloc(0);
      waiting = 0;
      handle ??= await open(temporary, "wx", 0o640);
      for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
      return handle;
    };
    const abort = async (): Promise<void> => {
      release();
      if (!handle) return;
      await handle.close().catch(() => undefined);
      await unlink(temporary).catch(() => undefined);
    };
    return {
      async write(chunk) {
        size += chunk.length;
        if (size > limit) {
          await abort();
          throw new FileTooLargeError(limit);
        }
        hash.update(chunk);
        if (head.length < 4096) head = Buffer.concat([head, chunk.subarray(0, 4096 - head.length)]);
        for (let done = 0; done < chunk.length; ) {
          const taken = Math.min(chunk.length - done, WRITE_BYTES - waiting);
          gathered?.set(chunk.subarray(done, done + taken), waiting);
          done += taken;
          waiting += taken;
          if (waiting === WRITE_BYTES) await writeOut();
        }
      },
      async finish() {
        const sha256 = hash.digest("hex");
        const path = pathOf(sha256);
        try {
          // Mostly it is not there yet: the asynchronous call would make an error with a stack each time.
          const present = statSync(path, { throwIfNoEntry: false });
          if (present?.size === size) {
            await abort();
          } else {
            const written = await writeOut();
            release();
            await written.sync();
            await written.close();
            await mkdir(join(path, ".."), { recursive: true });
            await rename(temporary, path);
          }
        } catch (error) {
          await abort();
          throw error;
        }
        return { sha256, size, type: sniff(head) };
      },
      abort,
    };
  }

  return {
    writer,
    async put(content, options = {}) {
      const out = await writer(options);
      try {
        if (content instanceof Uint8Array) await out.write(content);
        else for await (const chunk of content) await out.write(chunk);
      } catch (error) {
        await out.abort();
        throw error;
      }
      return await out.finish();
    },
    async read(sha256, range) {
      const path = pathOf(sha256);
      const handle = await open(path).catch(missing(sha256));
      return range
        ? createReadStream(path, {
            fd: handle,
            start: range.start,
            end: range.end - 1,
            highWaterMark: 256 * 1024,
          })
        : createReadStream(path, { fd: handle, highWaterMark: 256 * 1024 });
    },
    async bytes(sha256) {
      return await readFile(pathOf(sha256)).catch(missing(sha256));
    },
    async open(sha256) {
      return await open(pathOf(sha256)).catch(missing(sha256));
    },
    async has(sha256) {
      return statSync(pathOf(sha256), { throwIfNoEntry: false }) !== undefined;
    },
    localPath(sha256) {
      const path = pathOf(sha256);
      return statSync(path, { throwIfNoEntry: false }) && path;
    },
  };
}

function missing(sha256: string): (error: unknown) => never {
  return (error) => {
    throw new FileMissingError(`content ${sha256} is not in the store`, { cause: error });
  };
}

/** Recognises the few types that official documents may have, by their first bytes. */
export function sniff(head: Uint8Array): FileType {
  const text = Buffer.from(head.subarray(0, 1024)).toString("latin1");
  if (text.includes("%PDF-")) return "application/pdf";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return "application/msword";
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) {
    const all = Buffer.from(head).toString("latin1");
    if (all.includes("word/"))
      return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if (all.includes("xl/")) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    return "application/zip";
  }
  if (/^(\xef\xbb\xbf)?\s*<\?xml/.test(text)) return "application/xml";
  // Control characters other than tab, newline, return and form feed mean binary.
  for (const byte of head)
    if (byte < 9 || byte === 11 || (byte > 13 && byte < 32)) return "application/octet-stream";
  return head.length > 0 ? "text/plain" : "application/octet-stream";
}

/** Turns a Node stream or bytes into something `put` takes. */
export function contentOf(source: Readable | Uint8Array): AsyncIterable<Uint8Array> {
  return source instanceof Uint8Array ? Readable.from([source]) : source;
}
