import { EMPTY_ROOT, type Hash, nodeHash } from "./merkle.ts";

/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
const HEIGHT = 8;

/** A file of the log, path relative to its folder. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The right edge of the tree: on each level the hashes of the tile that is not full yet. */
export interface TreeEdge {
  readonly size: number;
  readonly levels: readonly (readonly Hash[])[];
  /** Leaf bytes of the bundle that is not full yet. */
  readonly entries: readonly Buffer[];
}

/**
 * A Merkle tree that only grows, kept as its right edge (some kilobytes for any size); what becomes complete comes
 * out as files in the layout of C2SP tlog-tiles.
 */
export class TileTree {
  #size: number;
  readonly #levels: Hash[][];
  #entries: Buffer[];
  #complete: LogFile[] = [];

  constructor(edge: TreeEdge = { size: 0, levels: [], entries: [] }) {
    this.#size = edge.size;
    this.#levels = edge.levels.map((hashes) => [...hashes]);
    this.#entries = [...edge.entries];
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf. An entry too large for a bundle, or lost, is written empty: its hash still stands. */
  append(leaf: Hash, entry: Buffer): void {
    const index = this.#size;
    this.#size += 1;
    this.#entries.push(entry);
    if (this.#entries.length === TILE_WIDTH) {
      this.#complete.push({
        path: bundlePath(Math.floor(index / TILE_WIDTH)),
        bytes: bundleBytes(this.#entries),
      });
      this.#entries = [];
    }
    this.#push(0, leaf);
  }

  /** Root of the tree as it is now. */
  root(): Hash {
    let root: Hash | undefined;
    for (const hashes of this.#levels) {
      for (const peak of peaksOf(hashes).reverse()) root = root ? nodeHash(peak, root) : peak;
    }
    return root ?? EMPTY_ROOT;
  }

  /** Tiles and bundles that became full since the last call. */
  takeComplete(): LogFile[] {
    const files = this.#complete;
    this.#complete = [];
    return files;
  }

  /** Partial tiles and the partial bundle of the present size. */
  partialFiles(): LogFile[] {
    const files: LogFile[] = [];
    this.#levels.forEach((hashes, level) => {
      if (hashes.length === 0) return;
      const tile = Math.floor(countAt(this.#size, level) / TILE_WIDTH);
      files.push({ path: tilePath(level, tile, hashes.length), bytes: Buffer.concat(hashes) });
    });
    if (this.#entries.length > 0) {
      const bundle = Math.floor(this.#size / TILE_WIDTH);
      files.push({ path: bundlePath(bundle, this.#entries.length), bytes: bundleBytes(this.#entries) });
    }
    return files;
  }

  #push(level: number, hash: Hash): void {
    const hashes = this.#levels[level] ?? [];
    this.#levels[level] = hashes;
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    const tile = countAt(this.#size, level) / TILE_WIDTH - 1;
    this.#complete.push({ path: tilePath(level, tile), bytes: Buffer.concat(hashes) });
    this.#levels[level] = [];
    this.#push(level + 1, foldFull(hashes));
  }
}

/** How many hashes level `level` has in a tree of `size` leaves. */
export function countAt(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** `tile/<level>/<index>`, with `.p/<width>` for a partial tile. */
export function tilePath(level: number, index: number, width = TILE_WIDTH): string {
  return `tile/${level}/${numberedPath(index)}${width < TILE_WIDTH ? `.p/${width}` : ""}`;
}

/** `tile/entries/<index>`: the leaf bytes of 256 records, each after its length in two bytes. */
export function bundlePath(index: number, width = TILE_WIDTH): string {
  return `tile/entries/${numberedPath(index)}${width < TILE_WIDTH ? `.p/${width}` : ""}`;
}

export function bundleBytes(entries: readonly Buffer[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const bytes = entry.length <= 0xffff ? entry : Buffer.alloc(0);
      return [Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes];
    }),
  );
}

/** Entries of a bundle; undefined when the lengths do not fit the bytes. */
export function readBundle(bytes: Buffer): Buffer[] | undefined {
  const entries: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 2 > bytes.length) return undefined;
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) return undefined;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** Hashes of a tile's bytes. */
export function readTile(bytes: Buffer): Hash[] {
  return Array.from({ length: Math.floor(bytes.length / 32) }, (_, at) =>
    bytes.subarray(at * 32, at * 32 + 32),
  );
}

/** Root of 2^n hashes. */
export function foldFull(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) row = pairs(row);
  const [root] = row;
  if (!root) throw new RangeError("a subtree of no leaves has no root");
  return root;
}

function pairs(row: readonly Hash[]): Hash[] {
  const parents: Hash[] = [];
  for (let at = 0; at + 1 < row.length; at += 2) {
    const [left, right] = [row[at], row[at + 1]];
    if (left && right) parents.push(nodeHash(left, right));
  }
  return parents;
}

/** Complete subtrees that make up `hashes`, from the left (largest) to the right. */
function peaksOf(hashes: readonly Hash[]): Hash[] {
  const peaks: Hash[] = [];
  let from = 0;
  for (let height = HEIGHT - 1; height >= 0; height -= 1) {
    const width = 2 ** height;
    if ((hashes.length & width) === 0) continue;
    peaks.push(foldFull(hashes.slice(from, from + width)));
    from += width;
  }
  return peaks;
}

/** 1234067 → `x001/x234/067` (C2SP tlog-tiles). */
function numberedPath(index: number): string {
  const groups = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return groups.join("/");
}
