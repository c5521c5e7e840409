import { crc32, createInflateRaw, type InflateRaw } from "node:zlib";
import type { ByteSink } from "../byte-stream.ts";

export type ZipErrorCode =
  | "Z.Format"
  | "Z.Entries"
  | "Z.Path"
  | "Z.Encrypted"
  | "Z.Method"
  | "Z.Ratio"
  | "Z.Size"
  | "Z.Corrupt";

/** Why the container of an attachment is refused. */
export class ZipError extends Error {
  readonly code: ZipErrorCode;
  readonly vi: string;
  constructor(code: ZipErrorCode, vi: string, en: string) {
    super(en);
    this.name = "ZipError";
    this.code = code;
    this.vi = vi;
  }
}

export interface ZipLimits {
  /** Most bytes the entry may unpack to. */
  readonly entryBytes: number;
  /** Most times the unpacked size may exceed the packed one (looked at above 10 MB). */
  readonly ratio: number;
}

interface EntryHeader {
  readonly name: string;
  readonly method: number;
  readonly sizesFollow: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DESCRIPTOR = 0x08074b50;
const RATIO_FREE_BYTES = 10 * 1024 * 1024;
const MAX_TAIL = 256 * 1024;
const MAX_HEADER = 30 + 2 * 65_535;
const INPUT_SLICE = 16 * 1024;

/**
 * Streaming reader of a zip container that must hold exactly one entry. It unpacks into a sink and never trusts a
 * size it was told: bombs, further entries, paths, encryption and wrong check sums are ZipErrors.
 */
export class ZipEntryReader {
  readonly #sink: ByteSink;
  readonly #limits: ZipLimits;
  #state: "header" | "stored" | "deflated" | "tail" = "header";
  #pending: Buffer = Buffer.alloc(0);
  #entry: EntryHeader | undefined;
  #inflater: EntryInflater | undefined;
  #packed = 0;
  #unpacked = 0;
  #crc = 0;

  constructor(sink: ByteSink, limits: ZipLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  /** Feeds the next bytes of the container. @throws ZipError */
  async write(chunk: Buffer): Promise<void> {
    let rest: Buffer = chunk;
    if (this.#state === "header") rest = this.#header(rest);
    if (this.#state === "stored") rest = await this.#stored(rest);
    for (let at = 0; this.#state === "deflated" && at < rest.length; ) {
      const slice = rest.subarray(at, at + INPUT_SLICE);
      const used = await this.#deflated(slice);
      at += used;
      if (this.#state !== "deflated") rest = rest.subarray(at);
    }
    if (this.#state === "tail" && rest.length > 0) this.#keep(rest, MAX_TAIL);
  }

  /** The container is complete. @throws ZipError when it is not sound */
  finish(): void {
    const entry = this.#entry;
    if (entry === undefined || this.#state !== "tail") {
      throw new ZipError("Z.Format", "Tệp ZIP bị cắt cụt.", "The zip is cut off.");
    }
    checkTail(this.#pending, entry, this.#packed, this.#unpacked, this.#crc);
  }

  /** Frees the decompressor; safe to call at any time. */
  dispose(): void {
    this.#inflater?.destroy();
  }

  #header(chunk: Buffer): Buffer {
    this.#keep(chunk, MAX_HEADER + chunk.length);
    const bytes = this.#pending;
    if (bytes.length < 4) return Buffer.alloc(0);
    const signature = bytes.readUInt32LE(0);
    if (signature === END)
      throw new ZipError("Z.Entries", "Tệp ZIP không chứa tệp nào.", "The zip is empty.");
    if (signature !== LOCAL) throw new ZipError("Z.Format", "Nội dung không phải tệp ZIP.", "Not a zip.");
    if (bytes.length < 30) return Buffer.alloc(0);
    const length = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
    if (bytes.length < length) return Buffer.alloc(0);
    this.#entry = parseHeader(bytes);
    this.#pending = Buffer.alloc(0);
    this.#state = this.#entry.method === 0 ? "stored" : "deflated";
    if (this.#state === "deflated") this.#inflater = new EntryInflater();
    return bytes.subarray(length);
  }

  async #stored(chunk: Buffer): Promise<Buffer> {
    const total = this.#entry?.packed ?? 0;
    const part = chunk.subarray(0, total - this.#packed);
    this.#packed += part.length;
    await this.#emit(part);
    if (this.#packed === total) this.#state = "tail";
    return chunk.subarray(part.length);
  }

  /** Inflates a slice; returns how many of its bytes belonged to the entry. */
  async #deflated(slice: Buffer): Promise<number> {
    const inflater = this.#inflater;
    if (inflater === undefined) return slice.length;
    const result = await inflater.push(slice, this.#limits.entryBytes - this.#unpacked);
    this.#packed += result.used;
    for (const piece of result.output) await this.#emit(piece);
    if (result.ended) this.#state = "tail";
    return result.used;
  }

  async #emit(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    this.#unpacked += bytes.length;
    if (this.#unpacked > this.#limits.entryBytes) throw tooLarge();
    if (this.#unpacked > RATIO_FREE_BYTES && this.#unpacked > this.#packed * this.#limits.ratio) {
      throw new ZipError(
        "Z.Ratio",
        `Tệp ZIP nén quá ${this.#limits.ratio} lần, có dấu hiệu là “bom nén”.`,
        `The zip unpacks to more than ${this.#limits.ratio} times its size.`,
      );
    }
    this.#crc = crc32(bytes, this.#crc);
    await this.#sink.write(bytes);
  }

  #keep(chunk: Buffer, maximum: number): void {
    if (this.#pending.length + chunk.length > maximum) {
      throw new ZipError("Z.Entries", "Tệp ZIP chứa hơn một tệp.", "The zip holds more than one entry.");
    }
    this.#pending = Buffer.concat([this.#pending, chunk]);
  }
}

function parseHeader(bytes: Buffer): EntryHeader {
  const flags = bytes.readUInt16LE(6);
  const method = bytes.readUInt16LE(8);
  const name = bytes.toString((flags & 0x0800) === 0 ? "latin1" : "utf8", 30, 30 + bytes.readUInt16LE(26));
  const entry: EntryHeader = {
    name,
    method,
    sizesFollow: (flags & 8) !== 0,
    crc: bytes.readUInt32LE(14),
    packed: bytes.readUInt32LE(18),
    unpacked: bytes.readUInt32LE(22),
  };
  if ((flags & 0x2041) !== 0)
    throw new ZipError("Z.Encrypted", "Tệp ZIP bị đặt mật khẩu.", "The zip is encrypted.");
  if (/[/\\]|^\.\.?$/.test(name) || name.includes("\u0000") || /^[A-Za-z]:/.test(name)) {
    throw new ZipError("Z.Path", "Tên tệp trong ZIP chứa đường dẫn thư mục.", "The zip entry has a path.");
  }
  if ((method !== 0 && method !== 8) || (method === 0 && entry.sizesFollow)) {
    throw new ZipError("Z.Method", "Kiểu nén của tệp ZIP không được hỗ trợ.", "Unsupported zip compression.");
  }
  if (!entry.sizesFollow && (entry.packed === 0xffffffff || entry.unpacked === 0xffffffff)) throw tooLarge();
  return entry;
}

/** After the data: an optional descriptor, one central record and the end record, and nothing else. */
function checkTail(tail: Buffer, entry: EntryHeader, packed: number, unpacked: number, crc: number): void {
  const corrupt = () =>
    new ZipError("Z.Corrupt", "Tệp ZIP hỏng: dữ liệu không khớp mã kiểm tra.", "The zip is corrupt.");
  let at = 0;
  if (entry.sizesFollow) {
    if (tail.length < 16) throw corrupt();
    at = tail.readUInt32LE(0) === DESCRIPTOR ? 16 : 12;
    if (tail.length > at + 12 && tail.readUInt32LE(at) !== CENTRAL && tail.readUInt32LE(at) !== LOCAL)
      at += 8;
    if (tail.readUInt32LE(tail.readUInt32LE(0) === DESCRIPTOR ? 4 : 0) !== crc) throw corrupt();
  } else if (entry.crc !== crc || entry.packed !== packed || entry.unpacked !== unpacked) {
    throw corrupt();
  }
  if (tail.length < at + 46) throw new ZipError("Z.Format", "Tệp ZIP bị cắt cụt.", "The zip is cut off.");
  if (tail.readUInt32LE(at) === LOCAL) {
    throw new ZipError("Z.Entries", "Tệp ZIP chứa hơn một tệp.", "The zip holds more than one entry.");
  }
  if (tail.readUInt32LE(at) !== CENTRAL) throw corrupt();
  if (tail.readUInt32LE(at + 16) !== crc) throw corrupt();
  const next = at + 46 + tail.readUInt16LE(at + 28) + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32);
  if (tail.length >= next + 4 && tail.readUInt32LE(next) === CENTRAL) {
    throw new ZipError("Z.Entries", "Tệp ZIP chứa hơn một tệp.", "The zip holds more than one entry.");
  }
  const end = Buffer.alloc(4);
  end.writeUInt32LE(END);
  if (tail.indexOf(end, next) < 0)
    throw new ZipError("Z.Format", "Tệp ZIP bị cắt cụt.", "The zip is cut off.");
}

function tooLarge(): ZipError {
  return new ZipError(
    "Z.Size",
    "Tệp sau khi giải nén vượt quá dung lượng cho phép.",
    "The unpacked file is too large.",
  );
}

/** Node's inflater, driven slice by slice so that the end of the deflate data inside a slice is known. */
class EntryInflater {
  readonly #stream: InflateRaw = createInflateRaw();
  #output: Buffer[] = [];
  #outputBytes = 0;
  #allowed = 0;
  #fed = 0;
  #settle: ((error?: Error) => void) | undefined;
  #ended = false;

  constructor() {
    this.#stream.on("data", (chunk: Buffer) => {
      this.#output.push(chunk);
      this.#outputBytes += chunk.length;
      if (this.#outputBytes > this.#allowed) this.#stream.destroy(tooLarge());
    });
    this.#stream.on("end", () => {
      this.#ended = true;
      this.#settle?.();
    });
    this.#stream.on("error", (error: Error) => this.#settle?.(error));
  }

  async push(slice: Buffer, allowed: number): Promise<{ used: number; output: Buffer[]; ended: boolean }> {
    this.#output = [];
    this.#outputBytes = 0;
    this.#allowed = allowed;
    const before = this.#stream.bytesWritten;
    await new Promise<void>((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(asZipError(error)));
      this.#stream.write(slice, (error) => this.#settle?.(error ?? undefined));
    });
    // The last output may still be on its way to the "data" listener.
    await new Promise((resolve) => setImmediate(resolve));
    this.#settle = undefined;
    this.#fed += slice.length;
    const used = this.#ended ? this.#stream.bytesWritten - before : slice.length;
    return { used, output: this.#output, ended: this.#ended };
  }

  destroy(): void {
    this.#stream.destroy();
  }
}

function asZipError(error: Error): ZipError {
  if (error instanceof ZipError) return error;
  return new ZipError("Z.Corrupt", "Dữ liệu nén trong tệp ZIP bị hỏng.", "The packed data is corrupt.");
}
