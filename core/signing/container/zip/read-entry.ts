import { createHash, type Hash } from "node:crypto";
import { crc32, createInflateRaw } from "node:zlib";
import type { ByteSource } from "../../pdf/source.ts";
import type { HashName } from "../../types.ts";
import { ContainerError } from "../container-error.ts";
import { STORED, type ZipEntry, type ZipLimits } from "./layout.ts";

const WINDOW = 256 * 1024;
const RATIO_FREE_BYTES = 1024 * 1024;

/**
 * The whole content of a small entry: a signature file or a manifest.
 *
 * @throws ContainerError container.limit, container.corrupt
 */
export async function readEntry(source: ByteSource, entry: ZipEntry, limits: ZipLimits): Promise<Uint8Array> {
  if (entry.size > limits.metaBytes)
    throw new ContainerError("container.limit", `${entry.name} has ${entry.size} bytes`);
  checkRatio(entry, limits);
  const pieces: Uint8Array[] = [];
  const sum = new Sum(entry, [], (bytes) => pieces.push(bytes));
  await unpack(source, entry, sum);
  sum.finish();
  return Buffer.concat(pieces);
}

/**
 * Digests an entry as a stream, whatever its size, with several functions at once, and checks its size and check sum.
 *
 * @throws ContainerError container.limit, container.corrupt
 */
export async function digestEntry(
  source: ByteSource,
  entry: ZipEntry,
  algorithms: readonly HashName[],
  limits: ZipLimits,
): Promise<ReadonlyMap<HashName, Uint8Array>> {
  checkRatio(entry, limits);
  const sum = new Sum(entry, algorithms);
  await unpack(source, entry, sum);
  return sum.finish();
}

/** What an entry says it unpacks to; the stream is cut where it says more than that. */
export function checkRatio(entry: ZipEntry, limits: ZipLimits): void {
  if (entry.size > RATIO_FREE_BYTES && entry.size > entry.packed * limits.ratio)
    throw new ContainerError(
      "container.limit",
      `${entry.name} unpacks to ${entry.size} bytes from ${entry.packed}`,
    );
}

class Sum {
  readonly #entry: ZipEntry;
  readonly #hashes: ReadonlyMap<HashName, Hash>;
  readonly #sink: ((bytes: Uint8Array) => void) | undefined;
  #size = 0;
  #crc = 0;

  constructor(entry: ZipEntry, algorithms: readonly HashName[], sink?: (bytes: Uint8Array) => void) {
    this.#entry = entry;
    this.#sink = sink;
    this.#hashes = new Map(algorithms.map((algorithm) => [algorithm, createHash(algorithm)]));
  }

  add(bytes: Uint8Array): void {
    this.#size += bytes.length;
    if (this.#size > this.#entry.size) throw corrupt(this.#entry);
    this.#crc = crc32(bytes, this.#crc);
    for (const hash of this.#hashes.values()) hash.update(bytes);
    this.#sink?.(bytes);
  }

  finish(): ReadonlyMap<HashName, Uint8Array> {
    if (this.#size !== this.#entry.size || this.#crc !== this.#entry.crc) throw corrupt(this.#entry);
    return new Map([...this.#hashes].map(([algorithm, hash]) => [algorithm, hash.digest()]));
  }
}

async function unpack(source: ByteSource, entry: ZipEntry, sum: Sum): Promise<void> {
  if (entry.method !== STORED) return inflateInto(source, entry, sum);
  for (const window of windows(source, entry)) {
    sum.add(window);
    if (entry.packed > WINDOW) await breathe();
  }
}

async function inflateInto(source: ByteSource, entry: ZipEntry, sum: Sum): Promise<void> {
  const engine = createInflateRaw({ chunkSize: WINDOW });
  const done = new Promise<void>((resolve, reject) => {
    engine.on("data", (chunk: Buffer) => {
      try {
        sum.add(chunk);
      } catch (error) {
        engine.destroy(error instanceof Error ? error : corrupt(entry));
      }
    });
    engine.on("end", resolve);
    engine.on("error", (error) => reject(error instanceof ContainerError ? error : corrupt(entry)));
  });
  const fed = feed(engine, windows(source, entry));
  try {
    await Promise.all([done, fed]);
  } finally {
    engine.destroy();
  }
  if (engine.bytesWritten !== entry.packed) throw corrupt(entry);
}

async function feed(
  engine: ReturnType<typeof createInflateRaw>,
  chunks: Iterable<Uint8Array>,
): Promise<void> {
  for (const chunk of chunks) {
    if (engine.destroyed) return;
    if (!engine.write(chunk))
      await new Promise<void>((resolve) => {
        const go = () => {
          engine.off("drain", go).off("close", go).off("end", go);
          resolve();
        };
        engine.on("drain", go).on("close", go).on("end", go);
      });
  }
  engine.end();
}

function* windows(source: ByteSource, { start, packed }: ZipEntry): Generator<Uint8Array> {
  const end = start + packed;
  for (let at = start; at < end; at += WINDOW) yield source.read(at, Math.min(end, at + WINDOW));
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function corrupt({ name }: ZipEntry): ContainerError {
  return new ContainerError("container.corrupt", `${name} is not what its headers say`);
}
