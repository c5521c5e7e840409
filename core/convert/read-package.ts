import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import { ConvertError } from "./convert-error.ts";

const inflate = promisify(inflateRaw);

const END = { signature: 0x06054b50, size: 22 };
const CENTRAL = { signature: 0x02014b50, size: 46 };
const LOCAL = { signature: 0x04034b50, size: 30 };
const ENCRYPTED = 0x0001;
const DEFLATED = 8;
const LONGEST_COMMENT = 0xffff;

/** More than the pictures of any official document need. */
const MOST_ENTRIES = 4_000;
const MOST_UNPACKED = 400 * 1024 * 1024;
/** One part of XML: a document of 3,000 pages stays below. */
const MOST_PART = 96 * 1024 * 1024;

/** The parts of an office package (ZIP, APPNOTE 6.3), unpacked on demand. */
export interface OfficePackage {
  readonly names: readonly string[];
  /** The bytes of a part. @throws ConvertError convert.broken, convert.bomb */
  part(name: string): Promise<Buffer>;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly localAt: number;
}

/**
 * Reads the directory of an office package, tolerant of what word processors write, within bounds. Every part is
 * unpacked once, so that a part that says a smaller size than it has is found before the office program meets it.
 *
 * @throws ConvertError convert.broken, convert.password, convert.bomb
 */
export async function readPackage(bytes: Buffer): Promise<OfficePackage> {
  const entries = readEntries(bytes);
  let unpacked = 0;
  for (const entry of entries.values()) {
    unpacked += entry.size;
    if (unpacked > MOST_UNPACKED) throw new ConvertError("convert.bomb", `${unpacked} bytes declared`);
  }
  const part = (name: string): Promise<Buffer> => {
    const entry = entries.get(name);
    if (!entry) throw new ConvertError("convert.broken", `no part ${name}`);
    return unpack(bytes, entry);
  };
  for (const entry of entries.values()) await unpack(bytes, entry);
  return { names: [...entries.keys()], part };
}

function readEntries(bytes: Buffer): ReadonlyMap<string, Entry> {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw new ConvertError("convert.bomb", `${count} entries`);
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    if (at + CENTRAL.size > bytes.length || bytes.readUInt32LE(at) !== CENTRAL.signature)
      throw new ConvertError("convert.broken", `no directory record ${i + 1}`);
    if ((bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw new ConvertError("convert.password");
    const nameEnd = at + CENTRAL.size + bytes.readUInt16LE(at + 28);
    // Backslashes and capitals are how a second part could hide from a look by name.
    const name = bytes.toString("utf8", at + CENTRAL.size, nameEnd).replaceAll("\\", "/");
    if (entries.has(name)) throw new ConvertError("convert.broken", `two parts ${name}`);
    entries.set(name, {
      name,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      localAt: bytes.readUInt32LE(at + 42),
    });
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END.size - LONGEST_COMMENT);
  for (let at = bytes.length - END.size; at >= first; at -= 1)
    if (bytes.readUInt32LE(at) === END.signature) return at;
  throw new ConvertError("convert.broken", "no end record");
}

async function unpack(bytes: Buffer, { name, method, packed, size, localAt }: Entry): Promise<Buffer> {
  if (localAt + LOCAL.size > bytes.length || bytes.readUInt32LE(localAt) !== LOCAL.signature)
    throw new ConvertError("convert.broken", `${name} has no header`);
  const start = localAt + LOCAL.size + bytes.readUInt16LE(localAt + 26) + bytes.readUInt16LE(localAt + 28);
  const data = bytes.subarray(start, start + packed);
  if (data.length !== packed) throw new ConvertError("convert.broken", `${name} is cut short`);
  if (method === 0) return data;
  if (method !== DEFLATED) throw new ConvertError("convert.broken", `${name}: compression ${method}`);
  if (size > MOST_PART) throw new ConvertError("convert.bomb", `${name}: ${size} bytes`);
  try {
    const unpacked = await inflate(data, { maxOutputLength: Math.max(1, size) });
    if (unpacked.length !== size)
      throw new ConvertError("convert.broken", `${name}: ${unpacked.length} bytes`);
    return unpacked;
  } catch (error) {
    if (error instanceof ConvertError) throw error;
    const larger =
      error instanceof RangeError ||
      (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE");
    throw new ConvertError(larger ? "convert.bomb" : "convert.broken", `${name}: ${String(error)}`);
  }
}
