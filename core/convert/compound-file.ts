import { ConvertError } from "./convert-error.ts";

const FREE = 0xffffffff;
const END_OF_CHAIN = 0xfffffffe;
const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const MOST_ENTRIES = 20_000;
const SMALL_BELOW = 4_096;
const SMALL_SECTOR = 64;
/** Sector numbers of the allocation table that stand in the header. */
const IN_HEADER = 109;

/** The directory of a compound file: the container of .doc and of password-protected .docx ([MS-CFB]). */
export interface CompoundFile {
  /** Names of storages and streams, in the order of the directory. */
  readonly names: readonly string[];
  /** The first 64 bytes of a stream; undefined when there is none of that name. */
  head(name: string): Buffer | undefined;
}

/** Reads the directory. @throws ConvertError convert.broken */
export function readCompoundFile(bytes: Buffer): CompoundFile {
  if (bytes.length < HEADER_BYTES) throw new ConvertError("convert.broken", "compound file without header");
  const shift = bytes.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw new ConvertError("convert.broken", `sectors of 2^${shift} bytes`);
  const sectorBytes = 1 << shift;
  const sector = (number: number): Buffer => {
    const start = (number + 1) * sectorBytes;
    const found = bytes.subarray(start, start + sectorBytes);
    if (found.length === 0) throw new ConvertError("convert.broken", `no sector ${number}`);
    return found;
  };
  const tableSectors = allocationSectors(bytes, sector, sectorBytes);
  const next = (number: number): number => {
    const perSector = sectorBytes / 4;
    const table = tableSectors[Math.floor(number / perSector)];
    const at = (number % perSector) * 4;
    return table === undefined || at + 4 > table.length ? END_OF_CHAIN : table.readUInt32LE(at);
  };
  const entries: { readonly name: string; readonly first: number; readonly size: number }[] = [];
  const visited = new Set<number>();
  let at = bytes.readUInt32LE(48);
  for (; at < END_OF_CHAIN && !visited.has(at) && entries.length < MOST_ENTRIES; at = next(at)) {
    visited.add(at);
    const found = sector(at);
    for (let i = 0; i + ENTRY_BYTES <= found.length; i += ENTRY_BYTES) {
      const nameBytes = Math.min(64, found.readUInt16LE(i + 64));
      if (nameBytes < 2) continue;
      entries.push({
        name: found.toString("utf16le", i, i + nameBytes - 2),
        first: found.readUInt32LE(i + 116),
        size: found.readUInt32LE(i + 120),
      });
    }
  }
  if (entries.length === 0) throw new ConvertError("convert.broken", "an empty compound file");
  return {
    names: entries.map(({ name }) => name),
    head(name) {
      const entry = entries.find((each) => each.name === name);
      if (!entry || entry.first >= END_OF_CHAIN) return undefined;
      if (entry.size >= SMALL_BELOW) return sector(entry.first).subarray(0, SMALL_SECTOR);
      // Small streams stand together in the stream of the root entry.
      let at = entries[0]?.first ?? END_OF_CHAIN;
      const skipped = Math.floor((entry.first * SMALL_SECTOR) / sectorBytes);
      for (let i = 0; i < skipped && at < END_OF_CHAIN; i += 1) at = next(at);
      if (at >= END_OF_CHAIN) return undefined;
      const start = (entry.first * SMALL_SECTOR) % sectorBytes;
      return sector(at).subarray(start, start + SMALL_SECTOR);
    },
  };
}

function allocationSectors(
  bytes: Buffer,
  sector: (number: number) => Buffer,
  sectorBytes: number,
): readonly Buffer[] {
  const numbers: number[] = [];
  for (let i = 0; i < IN_HEADER; i += 1) numbers.push(bytes.readUInt32LE(76 + i * 4));
  const visited = new Set<number>();
  let further = bytes.readUInt32LE(68);
  while (further < END_OF_CHAIN && !visited.has(further)) {
    visited.add(further);
    const found = sector(further);
    for (let i = 0; i + 8 <= Math.min(found.length, sectorBytes); i += 4) numbers.push(found.readUInt32LE(i));
    further = found.length < sectorBytes ? END_OF_CHAIN : found.readUInt32LE(sectorBytes - 4);
  }
  return numbers.filter((number) => number !== FREE && number < END_OF_CHAIN).map(sector);
}
