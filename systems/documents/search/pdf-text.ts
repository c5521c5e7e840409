import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import type { FileStore } from "../../../core/files/index.ts";
import { LONGEST_MS, MOST_PAGES, popplerText } from "./poppler.ts";

/**
 * The text of a stored PDF. Files come from outside, so it is taken out by another process (`pdftotext` of
 * poppler-utils where that is installed) or by a worker with bounded memory; both are ended after half a minute.
 *
 * @returns empty when there is no text or the file cannot be read
 * @throws FileMissingError
 */
export async function pdfText(
  files: FileStore,
  sha256: string,
  signal?: AbortSignal,
  reader: "any" | "worker" = "any",
): Promise<string> {
  const here = files.localPath(sha256);
  if (here !== undefined && !here.includes("\n")) return await textOfFile(here, signal, reader);
  const folder = await mkdtemp(join(tmpdir(), "ngoc-linh-text-"));
  const copy = join(folder, "document.pdf");
  try {
    await pipeline(await files.read(sha256), createWriteStream(copy));
    return await textOfFile(copy, signal, reader);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A page of text has more letters than this; a signature's appearance or a stamp on a scan has fewer. */
const LETTERS_A_PAGE = 80;

/**
 * Whether a PDF of this text is pages of pictures: what text there is cannot be what the pages say.
 *
 * @param text as `pdfText` gives it: a form feed behind every page, where the program tells pages apart
 */
export function looksScanned(text: string): boolean {
  const pages = Math.max(1, text.split("\f").length - 1);
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < LETTERS_A_PAGE * pages;
}

async function textOfFile(
  file: string,
  signal: AbortSignal | undefined,
  reader: "any" | "worker",
): Promise<string> {
  const text = reader === "any" ? await popplerText(file, signal) : undefined;
  return text ?? (await byWorker(file, signal));
}

function byWorker(file: string, signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./pdf-text-worker.ts", import.meta.url), {
      workerData: { file, pages: MOST_PAGES },
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const end = (text: string): void => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(text);
    };
    const timer = setTimeout(() => end(""), LONGEST_MS);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      void worker.terminate();
      reject(new Error("stopped"));
    });
    worker.on("message", (text: unknown) => end(typeof text === "string" ? text : ""));
    // A file that breaks the reader, or needs more memory than it may, has no text to search.
    worker.on("error", () => end(""));
    worker.on("exit", () => end(""));
  });
}
