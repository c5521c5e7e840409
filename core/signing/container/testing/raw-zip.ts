import { crc32, deflateRawSync } from "node:zlib";

/** One entry of a ZIP file put together as asked, right or wrong. */
export interface RawEntry {
  readonly name: string;
  readonly content?: Uint8Array | string;
  readonly deflate?: boolean;
  readonly descriptor?: boolean;
  /** In place of the packed bytes. */
  readonly packed?: Uint8Array;
  readonly flags?: number;
  readonly extra?: Uint8Array;
  readonly nameBytes?: Uint8Array;
  /** What the local header says instead. */
  readonly local?: Partial<Fields>;
  /** What the directory says instead. */
  readonly central?: Partial<Fields> & { readonly at?: number; readonly extra?: Uint8Array };
  /** Bytes in front of the local header. */
  readonly before?: Uint8Array;
  /** Not in the directory. */
  readonly hidden?: boolean;
  /** The directory lists it twice. */
  readonly twice?: boolean;
}

interface Fields {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

export interface RawZip {
  readonly end?: Partial<{
    count: number;
    here: number;
    disk: number;
    size: number;
    start: number;
    comment: Uint8Array;
  }>;
  readonly beforeDirectory?: Uint8Array;
  readonly afterDirectory?: Uint8Array;
}

/** The bytes of a ZIP file made of these entries. */
export function rawZip(entries: readonly RawEntry[], options: RawZip = {}): Buffer {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const push = (bytes: Uint8Array) => {
    pieces.push(bytes);
    at += bytes.length;
  };
  for (const entry of entries) {
    if (entry.before) push(entry.before);
    const content = Buffer.from(entry.content ?? "");
    const packed = entry.packed ?? (entry.deflate ? deflateRawSync(content) : content);
    const flags = entry.flags ?? (/[^ -~]/.test(entry.name) ? 0x0800 : 0) | (entry.descriptor ? 8 : 0);
    const said: Fields = {
      name: entry.name,
      method: entry.deflate ? 8 : 0,
      flags,
      crc: crc32(content),
      packed: packed.length,
      size: content.length,
    };
    const local = { ...said, ...(entry.descriptor ? { crc: 0, packed: 0, size: 0 } : {}), ...entry.local };
    const localAt = at;
    push(record(0x04034b50, Buffer.alloc(0), local, entry.extra, entry.nameBytes, Buffer.alloc(0)));
    push(packed);
    if (entry.descriptor) push(words(0x08074b50, said.crc, said.packed, said.size));
    if (entry.hidden) continue;
    const central = { ...said, ...entry.central };
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(entry.central?.at ?? localAt, 10);
    const line = record(
      0x02014b50,
      Buffer.from([20, 3]),
      central,
      entry.central?.extra,
      entry.nameBytes,
      tail,
    );
    directory.push(line, ...(entry.twice ? [line] : []));
  }
  if (options.beforeDirectory) push(options.beforeDirectory);
  const list = Buffer.concat(directory);
  const start = at;
  push(list);
  if (options.afterDirectory) push(options.afterDirectory);
  const listed = entries.filter(({ hidden }) => !hidden).length + entries.filter(({ twice }) => twice).length;
  const { end = {} } = options;
  const comment = end.comment ?? Buffer.alloc(0);
  const record22 = Buffer.alloc(22);
  record22.writeUInt32LE(0x06054b50, 0);
  record22.writeUInt16LE(end.disk ?? 0, 4);
  record22.writeUInt16LE(end.here ?? end.count ?? listed, 8);
  record22.writeUInt16LE(end.count ?? listed, 10);
  record22.writeUInt32LE(end.size ?? list.length, 12);
  record22.writeUInt32LE(end.start ?? start, 16);
  record22.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...pieces, record22, comment]);
}

function record(
  signature: number,
  madeBy: Buffer,
  { name, method, flags, crc, packed, size }: Fields,
  extra: Uint8Array = Buffer.alloc(0),
  nameBytes: Uint8Array = Buffer.from(name, "utf8"),
  tail: Buffer,
): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(flags, 2);
  head.writeUInt16LE(method, 4);
  head.writeUInt32LE(crc, 10);
  head.writeUInt32LE(packed, 14);
  head.writeUInt32LE(size, 18);
  head.writeUInt16LE(nameBytes.length, 22);
  head.writeUInt16LE(extra.length, 24);
  return Buffer.concat([words(signature), madeBy, head, tail, nameBytes, extra]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => {
    bytes.writeUInt32LE(value, i * 4);
  });
  return bytes;
}
