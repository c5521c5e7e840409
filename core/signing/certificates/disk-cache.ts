import { hash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Asn1Error } from "../asn1/index.ts";

/** Signed evidence on disk, so that a restart need not fetch it again. What it returns is checked at every use. */
export interface DiskCache<T> {
  read(key: string): Promise<T | undefined>;
  write(key: string, der: Uint8Array): Promise<void>;
}

const MAXIMUM_FILES = 5_000;
const WRITES_BETWEEN_SWEEPS = 200;

/**
 * @param directory where; undefined keeps nothing
 * @param suffix tells kinds of evidence apart
 * @param parse reads a file back; one that it refuses is only a cache miss
 */
export function createDiskCache<T>(
  directory: string | undefined,
  suffix: string,
  parse: (der: Uint8Array) => T,
): DiskCache<T> {
  if (directory === undefined) return { read: async () => undefined, write: async () => undefined };
  let writes = 0;
  const fileOf = (key: string): string => join(directory, `${hash("sha256", key, "hex")}.${suffix}`);
  return {
    async read(key) {
      const bytes = await readFile(fileOf(key)).catch(ignoreMissing);
      if (bytes === undefined) return undefined;
      try {
        return parse(bytes);
      } catch (error) {
        if (error instanceof Asn1Error) return undefined;
        throw error;
      }
    },
    async write(key, der) {
      await mkdir(directory, { recursive: true });
      const file = fileOf(key);
      await writeFile(`${file}.${process.pid}.part`, der);
      await rename(`${file}.${process.pid}.part`, file);
      writes += 1;
      if (writes % WRITES_BETWEEN_SWEEPS === 0) await sweep(directory);
    },
  };
}

/** Forgets the oldest files beyond the limit. */
async function sweep(directory: string): Promise<void> {
  const names = await readdir(directory);
  if (names.length <= MAXIMUM_FILES) return;
  const aged = await Promise.all(
    names.map(async (name) => {
      const facts = await stat(join(directory, name)).catch(ignoreMissing);
      return { name, at: facts?.mtimeMs ?? 0 };
    }),
  );
  aged.sort((a, b) => a.at - b.at);
  for (const { name } of aged.slice(0, names.length - MAXIMUM_FILES))
    await rm(join(directory, name), { force: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
