import { pipeline, Readable } from "node:stream";
import { constants, crc32, createDeflateRaw } from "node:zlib";

const FLAGS = 0x0808; // sizes follow the data; the name is UTF-8
const DEFLATE = 8;
const DOS_DATE_1980_01_01 = 0x21;
// Above this size only Huffman coding is used (at most 8:1), so that no honest file looks like a zip bomb to a
// receiver; choosing by size alone keeps the bytes the same in every pass.
const BOMB_SUSPECT_BYTES = 8 * 1024 * 1024;

/**
 * A zip container with exactly one entry, as a stream: the form in which edXML carries everything that is not
 * PDF, Word or ZIP. The bytes depend on content, size and entry name only, so that two passes give the same.
 */
export async function* zipOneEntry(
  entryName: string,
  source: AsyncIterable<Uint8Array>,
  sourceBytes: number,
): AsyncGenerator<Uint8Array> {
  const name = Buffer.from(entryName, "utf8");
  const local = Buffer.alloc(30);
  local.write("PK\u0003\u0004", "latin1");
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(FLAGS, 6);
  local.writeUInt16LE(DEFLATE, 8);
  local.writeUInt16LE(DOS_DATE_1980_01_01, 12);
  local.writeUInt16LE(name.length, 26);
  yield Buffer.concat([local, name]);

  let crc = 0;
  let size = 0;
  let compressed = 0;
  const counted = async function* () {
    for await (const chunk of source) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      // The compressor works in another thread while the source may reuse its buffer.
      yield Buffer.from(chunk);
    }
  };
  const strategy = sourceBytes > BOMB_SUSPECT_BYTES ? constants.Z_HUFFMAN_ONLY : constants.Z_DEFAULT_STRATEGY;
  const deflate = createDeflateRaw({ strategy });
  // An error of the source destroys the compressor and so surfaces in the loop below.
  pipeline(Readable.from(counted(), { objectMode: false }), deflate, () => {});
  for await (const chunk of deflate) {
    const bytes = asBytes(chunk);
    compressed += bytes.length;
    yield bytes;
  }

  const descriptor = Buffer.alloc(16);
  descriptor.write("PK\u0007\u0008", "latin1");
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(compressed, 8);
  descriptor.writeUInt32LE(size, 12);
  const central = Buffer.alloc(46);
  central.write("PK\u0001\u0002", "latin1");
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(FLAGS, 8);
  central.writeUInt16LE(DEFLATE, 10);
  central.writeUInt16LE(DOS_DATE_1980_01_01, 14);
  descriptor.copy(central, 16, 4);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + compressed + descriptor.length, 16);
  yield Buffer.concat([descriptor, central, name, end]);
}

function asBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError("the compressor gave something other than bytes");
}
