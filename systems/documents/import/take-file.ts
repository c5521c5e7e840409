import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { FileTooLargeError, type StoredFile } from "../../../core/files/index.ts";
import type { House } from "../../../core/system.ts";
import type { RefusalCode } from "./refusals.ts";
import type { ImportedFile } from "./rows-of-documents.ts";

/** Takes files of one import folder into the store. */
export interface FileTaker {
  /** @param main true: the document itself, which must be a PDF */
  take(
    path: string,
    sha256: string,
    main: boolean,
  ): Promise<(ImportedFile & { readonly type: string }) | { readonly refused: RefusalCode }>;
}

/** Paths named by many lines are read once. */
const MOST_KEPT = 20_000;

/** @param folder nothing outside it is read, whatever a line or a link says */
export async function fileTaker(house: House, folder: string): Promise<FileTaker> {
  const root = await realpath(folder);
  const kept = new Map<string, Promise<StoredFile | RefusalCode>>();
  return {
    async take(path, sha256, main) {
      if (kept.size > MOST_KEPT) kept.clear();
      const reading = kept.get(path) ?? store(house, root, path);
      kept.set(path, reading);
      const stored = await reading;
      if (typeof stored === "string") return { refused: stored };
      if (sha256 !== "" && sha256 !== stored.sha256) return { refused: "file-hash" };
      if (main && stored.type !== "application/pdf") return { refused: "file-type" };
      return {
        sha256: stored.sha256,
        size: stored.size,
        type: stored.type,
        name: basename(path).slice(0, 200),
      };
    },
  };
}

async function store(house: House, root: string, path: string): Promise<StoredFile | RefusalCode> {
  try {
    const real = await realpath(join(root, path));
    if (!real.startsWith(root + sep) || !(await stat(real)).isFile()) return "file";
    return await house.files.put(createReadStream(real), { maxBytes: house.config.maxMessageBytes });
  } catch (error) {
    if (error instanceof FileTooLargeError) return "file-size";
    if (
      error instanceof Error &&
      "code" in error &&
      /^(ENOENT|EACCES|ENOTDIR|ELOOP|ENAMETOOLONG|ERR_INVALID_ARG_VALUE)$/.test(String(error.code))
    )
      return "file";
    throw error;
  }
}
