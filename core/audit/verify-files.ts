import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type LeafSummary, readLeaf } from "./leaf.ts";
import { LogFileError, readEntries, readTileHashes } from "./log-files.ts";
import { type Hash, leafHash } from "./merkle.ts";
import { countAt, type LogFile, TILE_WIDTH } from "./tile-tree.ts";

/** What the files say about one place of the log. */
export interface FileWitness {
  readonly hash: Hash | undefined;
  readonly entry: Buffer | undefined;
}

/** Reads tiles and bundles of the signed part in order, and compares files with what they should be. */
export class FileJudge {
  readonly #folder: string;
  readonly #signed: number;
  #tile = -1;
  #hashes: Hash[] = [];
  #entries: Buffer[] = [];

  constructor(folder: string, signed: number) {
    this.#folder = folder;
    this.#signed = signed;
  }

  /** Leaves that must have files. */
  get signed(): number {
    return this.#signed;
  }

  /** Hash and leaf bytes at a place, as far as files have them. */
  async at(index: number): Promise<FileWitness> {
    const tile = Math.floor(index / TILE_WIDTH);
    if (tile !== this.#tile) {
      const width = Math.min(TILE_WIDTH, Math.max(0, this.#signed - tile * TILE_WIDTH));
      this.#hashes = width === 0 ? [] : await lenient(readTileHashes(this.#folder, 0, tile, width));
      this.#entries = width === 0 ? [] : await lenient(readEntries(this.#folder, tile, width));
      this.#tile = tile;
    }
    const within = index % TILE_WIDTH;
    return { hash: this.#hashes[within], entry: this.#entries[within] };
  }

  /** What the lost record at a place was, out of the bundle. */
  async nameOf(index: number): Promise<{ recordId?: string; action?: string; at?: string }> {
    const { hash, entry } = await this.at(index);
    if (!hash || !entry || !leafHash(entry).equals(hash)) return {};
    return named(readLeaf(entry));
  }

  /** Is the complete file as it must be? */
  async isWhole(file: LogFile): Promise<boolean> {
    const bytes = await readFile(join(this.#folder, file.path)).catch(() => undefined);
    return bytes?.equals(file.bytes) === true;
  }

  /** Is the partial file of the right edge as it must be? A running log may have replaced it by a wider one. */
  async hasPartial(file: LogFile): Promise<boolean> {
    const match = /^tile\/(\d+|entries)\//.exec(file.path);
    if (await this.isWhole(file)) return true;
    if (match?.[1] === "entries") {
      const width = this.#signed % TILE_WIDTH;
      const entries = await lenient(readEntries(this.#folder, Math.floor(this.#signed / TILE_WIDTH), width));
      const bytes = entries.map((entry) =>
        Buffer.concat([Buffer.of(entry.length >> 8, entry.length & 0xff), entry]),
      );
      return Buffer.concat(bytes).equals(file.bytes) && !(await this.#exists(file.path));
    }
    const level = Number(match?.[1]);
    const count = countAt(this.#signed, level);
    const tile = Math.floor(count / TILE_WIDTH);
    const hashes = await lenient(readTileHashes(this.#folder, level, tile, count % TILE_WIDTH));
    return Buffer.concat(hashes).equals(file.bytes) && !(await this.#exists(file.path));
  }

  async #exists(path: string): Promise<boolean> {
    return (await readFile(join(this.#folder, path)).catch(() => undefined)) !== undefined;
  }
}

/** A leaf's names as a finding carries them. */
export function named(leaf: LeafSummary | undefined): { recordId?: string; action?: string; at?: string } {
  return leaf ? { recordId: leaf.id, action: leaf.action, at: leaf.at } : {};
}

async function lenient<Item>(reading: Promise<Item[]>): Promise<Item[]> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof LogFileError) return [];
    throw error;
  }
}
