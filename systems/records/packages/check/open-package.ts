import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import {
  DEFAULT_ZIP_LIMITS,
  STORED,
  type ZipEntry,
  type ZipLimits,
} from "../../../../core/signing/container/zip/layout.ts";
import { readDirectory } from "../../../../core/signing/container/zip/read-directory.ts";
import { readEntry } from "../../../../core/signing/container/zip/read-entry.ts";
import { openFileSource } from "../../../../core/signing/pdf/source.ts";

/** A package to be checked, zipped or unpacked. */
export interface OpenPackage {
  /** Paths of its files, `/` between parts. */
  readonly paths: readonly string[];
  /** SHA-256 of the zipped package, hexadecimal; undefined for an unpacked one. */
  readonly sha256: string | undefined;
  chunks(path: string): AsyncIterable<Uint8Array>;
  /** A place on this machine's disk where a file of it can be read by others, until `close`. */
  place(path: string): Promise<string>;
  close(): void;
}

/** More entries than an ordinary container may have, and contents of any size: they are streamed, not unpacked. */
const LIMITS: ZipLimits = { ...DEFAULT_ZIP_LIMITS, entries: 65_000, metaBytes: 512 * 1024 * 1024 };
const WINDOW = 1024 * 1024;

/**
 * Opens a package: a zip file, or the folder it was unpacked into.
 * @throws ContainerError when the zip is broken, the file system's own error when it cannot be read
 */
export async function openPackage(path: string): Promise<OpenPackage> {
  return statSync(path).isDirectory() ? await openFolder(path) : await openZip(path);
}

async function openFolder(folder: string): Promise<OpenPackage> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
  return {
    paths,
    sha256: undefined,
    chunks: (path) => createReadStream(join(folder, path)),
    place: async (path) => join(folder, path),
    close: () => undefined,
  };
}

async function openZip(path: string): Promise<OpenPackage> {
  const source = openFileSource(path);
  try {
    const entries = readDirectory(source, LIMITS).entries.filter((entry) => !entry.name.endsWith("/"));
    const byPath = new Map(entries.map((entry) => [entry.name, entry]));
    let folder: string | undefined;
    const chunks = (name: string): AsyncIterable<Uint8Array> => {
      const entry = byPath.get(name);
      if (!entry) throw new Error(`no entry ${name}`);
      return contentOf(source, entry);
    };
    return {
      paths: [...byPath.keys()],
      sha256: await digest(createReadStream(path)),
      chunks,
      async place(name) {
        folder ??= mkdtempSync(join(tmpdir(), "archive-package-"));
        const target = join(folder, createHash("sha256").update(name).digest("hex"));
        const out = await open(target, "w", 0o600);
        try {
          for await (const chunk of chunks(name)) await out.write(chunk);
        } finally {
          await out.close();
        }
        return target;
      },
      close() {
        source.close();
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

async function* contentOf(
  source: { read(start: number, end: number): Uint8Array; readonly length: number },
  entry: ZipEntry,
): AsyncGenerator<Uint8Array, void> {
  if (entry.method !== STORED) {
    yield await readEntry(source, entry, LIMITS);
    return;
  }
  const end = entry.start + entry.packed;
  for (let at = entry.start; at < end; at += WINDOW) yield source.read(at, Math.min(end, at + WINDOW));
}

/** SHA-256 of a stream, hexadecimal. */
export async function digest(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}
