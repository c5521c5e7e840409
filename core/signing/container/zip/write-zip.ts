import { crc32 } from "node:zlib";
import { type ByteSource, feedRanges, memorySource } from "../../pdf/source.ts";
import { ContainerError } from "../container-error.ts";
import { CENTRAL, END, FLAG, LOCAL, STORED } from "./layout.ts";

/** A file to put into a container, stored as it is. */
export interface FileToStore {
  readonly name: string;
  readonly content: ByteSource;
}

/** What there is already: entries from the first byte on, and their directory. */
export interface ZipBase {
  readonly source: ByteSource;
  readonly directoryStart: number;
  readonly directoryBytes: Uint8Array;
  readonly entries: number;
}

const VERSION = 20;
/** Unix: Info-ZIP reads names of DOS containers in the old code page of the country, whatever their flag says. */
const MADE_BY = 0x0300 | VERSION;
const ORDINARY_FILE = 0o100644 * 0x10000;
/** 1 January 1980: the same content always gives the same bytes. */
const DOS_DATE = 0x0021;
const MAXIMUM = 0xffffffff;

/**
 * A ZIP file of the base's entries, byte for byte, and the files behind them. Nothing is copied: the result reads from
 * the sources it is made of, so that a file of any size is never held whole.
 *
 * @throws ContainerError container.limit beyond 4 GB or 65,534 entries
 */
export async function writeZip(files: readonly FileToStore[], base?: ZipBase): Promise<ByteSource> {
  const pieces: ByteSource[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  if (base !== undefined) {
    pieces.push(part(base.source, 0, base.directoryStart));
    directory.push(base.directoryBytes);
    at = base.directoryStart;
  }
  for (const { name, content } of files) {
    const nameBytes = Buffer.from(name, "utf8");
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    // Some readers dislike the UTF-8 flag on the mimetype; ASCII needs none.
    common.writeUInt16LE(nameBytes.some((byte) => byte > 0x7e) ? FLAG.utf8 : 0, 2);
    common.writeUInt16LE(STORED, 4);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(await crcOf(content), 10);
    if (content.length >= MAXIMUM || at >= MAXIMUM) throw tooLarge();
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const signature = Buffer.alloc(4);
    signature.writeUInt32LE(LOCAL.signature);
    directory.push(centralRecord(common, nameBytes, at));
    const header = Buffer.concat([signature, common, nameBytes]);
    pieces.push(memorySource(header), content);
    at += header.length + content.length;
  }
  const directoryBytes = Buffer.concat(directory);
  const count = (base?.entries ?? 0) + files.length;
  if (at + directoryBytes.length >= MAXIMUM || count >= 0xffff) throw tooLarge();
  const end = Buffer.alloc(END.size);
  end.writeUInt32LE(END.signature, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(at, 16);
  return joined([...pieces, memorySource(directoryBytes), memorySource(end)]);
}

function centralRecord(common: Buffer, nameBytes: Buffer, localAt: number): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(CENTRAL.signature, 0);
  head.writeUInt16LE(MADE_BY, 4);
  const rest = Buffer.alloc(CENTRAL.size - 6 - common.length);
  rest.writeUInt32LE(ORDINARY_FILE, rest.length - 8);
  rest.writeUInt32LE(localAt, rest.length - 4);
  return Buffer.concat([head, common, rest, nameBytes]);
}

async function crcOf(content: ByteSource): Promise<number> {
  let crc = 0;
  await feedRanges(content, [[0, content.length]], (bytes) => {
    crc = crc32(bytes, crc);
  });
  return crc;
}

function tooLarge(): ContainerError {
  return new ContainerError("container.limit", "a container of 4 GB or more would need ZIP64");
}

function part(source: ByteSource, from: number, to: number): ByteSource {
  return { length: to - from, read: (start, end) => source.read(from + start, from + end) };
}

/** Several sources one after the other; reading within one of them copies nothing. */
function joined(sources: readonly ByteSource[]): ByteSource {
  const placed: { readonly from: number; readonly source: ByteSource }[] = [];
  let length = 0;
  for (const source of sources) {
    placed.push({ from: length, source });
    length += source.length;
  }
  return {
    length,
    read(start, end) {
      const pieces: Uint8Array[] = [];
      for (const { from, source } of placed) {
        const [first, last] = [Math.max(start - from, 0), Math.min(end - from, source.length)];
        if (first < last) pieces.push(source.read(first, last));
      }
      const [only, ...more] = pieces;
      return only !== undefined && more.length === 0 ? only : Buffer.concat(pieces);
    },
  };
}
