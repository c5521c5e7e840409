import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Hash, SubtreeSource } from "./merkle.ts";
import {
  bundlePath,
  countAt,
  foldFull,
  type LogFile,
  readBundle,
  readTile,
  TILE_WIDTH,
  type TreeEdge,
  tilePath,
} from "./tile-tree.ts";

/** A file of the log is missing or shorter than the tree needs. */
export class LogFileError extends Error {
  readonly code = "audit.log-file";
  readonly path: string;
  constructor(path: string) {
    super(`the log file ${path} is missing or too short`);
    this.path = path;
  }
}

/** Writes files of the log so that they survive a crash: each fsynced and renamed, each folder fsynced once. */
export async function writeLogFiles(folder: string, files: readonly LogFile[]): Promise<void> {
  const folders = new Set<string>();
  for (const { path, bytes } of files) {
    const target = join(folder, path);
    const place = dirname(target);
    if (!folders.has(place)) await mkdir(place, { recursive: true });
    folders.add(place);
    const temporary = `${target}.tmp`;
    const file = await open(temporary, "w", 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  }
  for (const place of folders) {
    const handle = await open(place, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** Removes the partial tiles around the right edge that the present size no longer needs. */
export async function removeStalePartials(
  folder: string,
  size: number,
  keep: readonly LogFile[],
): Promise<void> {
  const kept = new Set(keep.map((file) => file.path));
  const places: string[] = [];
  for (let level = 0; level === 0 || countAt(size, level) > 0; level += 1) {
    const tile = Math.floor(countAt(size, level) / TILE_WIDTH);
    for (const index of [tile - 1, tile]) if (index >= 0) places.push(`${tilePath(level, index)}.p`);
  }
  const bundle = Math.floor(size / TILE_WIDTH);
  for (const index of [bundle - 1, bundle]) if (index >= 0) places.push(`${bundlePath(index)}.p`);
  for (const place of places) {
    const names = await readdir(join(folder, place)).catch(() => []);
    const stale = names.filter((name) => !kept.has(`${place}/${name}`));
    for (const name of stale) await rm(join(folder, place, name), { force: true });
    if (stale.length === names.length) await rm(join(folder, place), { recursive: true, force: true });
  }
}

/**
 * First `width` hashes of a tile, from the full tile or any partial one that has as many (a running log replaces
 * partial tiles by wider ones).
 *
 * @throws LogFileError
 */
export async function readTileHashes(
  folder: string,
  level: number,
  index: number,
  width: number,
): Promise<Hash[]> {
  const full = tilePath(level, index);
  for (const path of await candidates(folder, full, width)) {
    const hashes = readTile(await readFile(join(folder, path)).catch(() => Buffer.alloc(0)));
    if (hashes.length >= width) return hashes.slice(0, width);
  }
  throw new LogFileError(width < TILE_WIDTH ? `${full}.p/${width}` : full);
}

/**
 * First `width` entries of a bundle.
 *
 * @throws LogFileError
 */
export async function readEntries(folder: string, index: number, width: number): Promise<Buffer[]> {
  const full = bundlePath(index);
  for (const path of await candidates(folder, full, width)) {
    const entries = readBundle(await readFile(join(folder, path)).catch(() => Buffer.alloc(0)));
    if (entries && entries.length >= width) return entries.slice(0, width);
  }
  throw new LogFileError(width < TILE_WIDTH ? `${full}.p/${width}` : full);
}

async function candidates(folder: string, full: string, width: number): Promise<string[]> {
  if (width === TILE_WIDTH) return [full];
  const partial = `${full}.p`;
  const names = await readdir(join(folder, partial)).catch(() => []);
  const wider = names.map(Number).filter((found) => found >= width);
  wider.sort((a, b) => a - b);
  return [...wider.map((found) => `${partial}/${found}`), full];
}

/**
 * Reads the right edge of the tree of `size` leaves.
 *
 * @throws LogFileError
 */
export async function readEdge(folder: string, size: number): Promise<TreeEdge> {
  const levels: Hash[][] = [];
  for (let level = 0; countAt(size, level) > 0; level += 1) {
    const count = countAt(size, level);
    const width = count % TILE_WIDTH;
    levels.push(
      width === 0 ? [] : await readTileHashes(folder, level, Math.floor(count / TILE_WIDTH), width),
    );
  }
  const width = size % TILE_WIDTH;
  const entries = width === 0 ? [] : await readEntries(folder, Math.floor(size / TILE_WIDTH), width);
  return { size, levels, entries };
}

/** Subtree hashes of the tree of `size` leaves out of its tiles: at most one file read per hash asked. */
export function tileSource(folder: string, size: number): SubtreeSource {
  return async (height, index) => {
    const level = Math.floor(height / 8);
    const span = 2 ** (height % 8);
    const first = index * span;
    const tile = Math.floor(first / TILE_WIDTH);
    const width = Math.min(TILE_WIDTH, countAt(size, level) - tile * TILE_WIDTH);
    const hashes = await readTileHashes(folder, level, tile, width);
    return foldFull(hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + span));
  };
}
