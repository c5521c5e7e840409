import type { ByteSource } from "../../pdf/source.ts";
import { ContainerError } from "../container-error.ts";
import {
  CENTRAL,
  DEFLATED,
  DESCRIPTOR,
  END,
  FLAG,
  LOCAL,
  STORED,
  type ZipEntry,
  type ZipLimits,
} from "./layout.ts";
import { checkNames, decodeName } from "./names.ts";

/** The files of a container and where its directory stands. */
export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  readonly directoryStart: number;
  readonly directoryBytes: Uint8Array;
}

const MAXIMUM_COMMENT = 0xffff;
const ZIP64_EXTRA = 0x0001;
const UNICODE_PATH_EXTRA = 0x7075;

/**
 * Reads the directory of a ZIP container in the one way that every reader must agree with: one end record that ends the
 * file, central and local headers that say the same, entries that follow one another without gap or overlap from the
 * first byte to the directory. ZIP64, encryption, other compressions than deflate and unsafe names are refused.
 *
 * @throws ContainerError
 */
export function readDirectory(source: ByteSource, limits: ZipLimits): ZipDirectory {
  const end = findEnd(source);
  if (end.entries > limits.entries) throw new ContainerError("container.limit", `${end.entries} entries`);
  const directoryBytes = buffer(source, end.directoryStart, end.at);
  const centrals = readCentrals(directoryBytes, end.entries, limits);
  checkNames(centrals.map(({ name }) => name));
  const ordered = [...centrals].sort((a, b) => a.localAt - b.localAt);
  const placed = new Map<Central, ZipEntry>();
  let at = 0;
  for (const central of ordered) {
    if (central.localAt !== at)
      throw new ContainerError("container.layout", `${central.name} at ${central.localAt}, not at ${at}`);
    const { entry, next } = readLocal(source, central, end.directoryStart);
    placed.set(central, entry);
    at = next;
  }
  if (at !== end.directoryStart)
    throw new ContainerError(
      "container.layout",
      `${end.directoryStart - at} bytes in front of the directory`,
    );
  return {
    entries: centrals.flatMap((central) => placed.get(central) ?? []),
    directoryStart: end.directoryStart,
    directoryBytes,
  };
}

interface End {
  readonly at: number;
  readonly entries: number;
  readonly directoryStart: number;
}

function findEnd(source: ByteSource): End {
  if (source.length < END.size) throw new ContainerError("container.not-a-zip", `${source.length} bytes`);
  const tailStart = Math.max(0, source.length - END.size - MAXIMUM_COMMENT);
  const tail = buffer(source, tailStart, source.length);
  const candidates: number[] = [];
  for (let i = tail.length - END.size; i >= 0; i -= 1) {
    if (tail.readUInt32LE(i) !== END.signature) continue;
    if (i + END.size + tail.readUInt16LE(i + 20) === tail.length) candidates.push(i);
  }
  const [i, ...others] = candidates;
  if (i === undefined) {
    const isZip = buffer(source, 0, 4).readUInt32LE(0) === LOCAL.signature;
    throw new ContainerError(isZip ? "container.zip-structure" : "container.not-a-zip", "no end record");
  }
  // Readers differ on which of two end records counts.
  if (others.length > 0) throw new ContainerError("container.layout", "more than one end record");
  const [disk, directoryDisk, here, entries] = [4, 6, 8, 10].map((offset) => tail.readUInt16LE(i + offset));
  const size = tail.readUInt32LE(i + 12);
  const directoryStart = tail.readUInt32LE(i + 16);
  if (entries === 0xffff || size === 0xffffffff || directoryStart === 0xffffffff)
    throw new ContainerError("container.zip64", "an end record that points to ZIP64");
  if (disk !== 0 || directoryDisk !== 0 || here !== entries || entries === undefined)
    throw new ContainerError("container.zip-structure", "a container in several parts");
  const at = tailStart + i;
  if (directoryStart + size !== at)
    throw new ContainerError("container.layout", "the directory does not end at the end record");
  return { at, entries, directoryStart };
}

interface Central {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly flags: number;
  readonly method: typeof STORED | typeof DEFLATED;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly localAt: number;
}

function readCentrals(bytes: Buffer, count: number, limits: ZipLimits): Central[] {
  const centrals: Central[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + CENTRAL.size > bytes.length || bytes.readUInt32LE(at) !== CENTRAL.signature)
      throw new ContainerError("container.zip-structure", `no directory record ${i + 1}`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      bytes.readUInt16LE(at + offset),
    );
    const nameAt = at + CENTRAL.size;
    const extraAt = nameAt + (nameLength ?? 0);
    const next = extraAt + (extraLength ?? 0) + (commentLength ?? 0);
    if (next > bytes.length)
      throw new ContainerError("container.zip-structure", "a directory record is cut short");
    if ((nameLength ?? 0) > limits.nameBytes)
      throw new ContainerError("container.limit", "a name is too long");
    const flags = bytes.readUInt16LE(at + 8);
    const nameBytes = bytes.subarray(nameAt, extraAt);
    checkExtra(bytes.subarray(extraAt, extraAt + (extraLength ?? 0)));
    if (bytes.readUInt16LE(at + 34) !== 0)
      throw new ContainerError("container.zip-structure", "a container in several parts");
    const [packed, size, localAt] = [20, 24, 42].map((offset) => bytes.readUInt32LE(at + offset));
    if (packed === undefined || size === undefined || localAt === undefined) break;
    if ([packed, size, localAt].includes(0xffffffff))
      throw new ContainerError("container.zip64", "a size that points to ZIP64");
    const name = decodeName(nameBytes, (flags & FLAG.utf8) !== 0);
    const method = methodOf(bytes.readUInt16LE(at + 10), flags, name);
    if (method === STORED && packed !== size)
      throw new ContainerError("container.zip-structure", `${name} is stored with two sizes`);
    centrals.push({
      name,
      nameBytes,
      flags,
      method,
      crc: bytes.readUInt32LE(at + 16),
      packed,
      size,
      localAt,
    });
    at = next;
  }
  if (at !== bytes.length)
    throw new ContainerError("container.zip-structure", "bytes behind the directory records");
  return centrals;
}

function methodOf(method: number, flags: number, name: string): typeof STORED | typeof DEFLATED {
  if ((flags & (FLAG.encrypted | FLAG.strong | FLAG.masked)) !== 0)
    throw new ContainerError("container.encrypted", name);
  if (method !== STORED && method !== DEFLATED)
    throw new ContainerError("container.method", `${name}: ${method}`);
  return method;
}

/** Reads the local header and asks that it says what the directory says. */
function readLocal(
  source: ByteSource,
  central: Central,
  directoryStart: number,
): { readonly entry: ZipEntry; readonly next: number } {
  const { localAt, name, nameBytes, flags, method, crc, packed, size } = central;
  const differs = (what: string) =>
    new ContainerError("container.layout", `${name}: ${what} differs in its two headers`);
  if (localAt + LOCAL.size > directoryStart)
    throw new ContainerError("container.layout", `${name} has no header`);
  const header = buffer(source, localAt, localAt + LOCAL.size);
  if (header.readUInt32LE(0) !== LOCAL.signature)
    throw new ContainerError("container.layout", `${name} has no header`);
  const extraAt = localAt + LOCAL.size + header.readUInt16LE(26);
  const start = extraAt + header.readUInt16LE(28);
  const dataEnd = start + packed;
  if (dataEnd > directoryStart)
    throw new ContainerError("container.layout", `${name} runs into the directory`);
  if (!buffer(source, localAt + LOCAL.size, extraAt).equals(nameBytes)) throw differs("the name");
  checkExtra(buffer(source, extraAt, start));
  if (header.readUInt16LE(6) !== flags) throw differs("a flag");
  if (header.readUInt16LE(8) !== method) throw differs("the compression");
  const local = [14, 18, 22].map((offset) => header.readUInt32LE(offset));
  const later = (flags & FLAG.descriptor) !== 0;
  if (![crc, packed, size].every((value, i) => local[i] === value || (later && local[i] === 0)))
    throw differs("a size or check sum");
  const entry = { name, method, crc, packed, size, start, hasExtra: start > extraAt };
  return { entry, next: later ? afterDescriptor(source, dataEnd, directoryStart, central) : dataEnd };
}

/** A data descriptor, with or without its optional signature, must repeat what the directory says. */
function afterDescriptor(
  source: ByteSource,
  at: number,
  limit: number,
  { name, crc, packed, size }: Central,
): number {
  const bytes = buffer(source, at, Math.min(limit, at + DESCRIPTOR.size + 4));
  const skip =
    bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR.signature && bytes.length >= 16 ? 4 : 0;
  const fits =
    bytes.length >= skip + DESCRIPTOR.size &&
    [crc, packed, size].every((value, i) => bytes.readUInt32LE(skip + i * 4) === value);
  if (!fits)
    throw new ContainerError("container.layout", `${name}: its descriptor differs from the directory`);
  return at + skip + DESCRIPTOR.size;
}

/** Extra fields that would change the sizes or the name for some readers only. */
function checkExtra(extra: Buffer): void {
  let at = 0;
  while (at + 4 <= extra.length) {
    const id = extra.readUInt16LE(at);
    if (id === ZIP64_EXTRA) throw new ContainerError("container.zip64", "a ZIP64 field");
    if (id === UNICODE_PATH_EXTRA)
      throw new ContainerError("container.name", "a second name in an extra field");
    at += 4 + extra.readUInt16LE(at + 2);
  }
  if (at !== extra.length) throw new ContainerError("container.zip-structure", "broken extra fields");
}

function buffer(source: ByteSource, start: number, end: number): Buffer {
  const bytes = source.read(start, end);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
