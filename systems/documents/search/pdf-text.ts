import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";

/** No document needs longer; a file made to be slow is given up. */
const LONGEST_MS = 30_000;
/** Pages beyond are not searched. */
const MOST_PAGES = 200;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * The text of a PDF. Files come from outside, so it is taken out by another process (`pdftotext` of poppler-utils where
 * that is installed) or by a worker with bounded memory; both are ended after half a minute.
 *
 * @returns empty when there is no text or the file cannot be read
 */
export async function pdfText(
  content: Readable,
  signal?: AbortSignal,
  reader: "any" | "worker" = "any",
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ngoc-linh-text-"));
  const file = join(folder, "document.pdf");
  try {
    await pipeline(content, createWriteStream(file));
    if (reader === "any") {
      const text = await byPoppler(file, signal);
      if (text !== undefined) return text;
    }
    return await byWorker(file, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Undefined when the program is not installed. */
function byPoppler(file: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn("pdftotext", ["-q", "-enc", "UTF-8", "-l", String(MOST_PAGES), file, "-"], {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: LONGEST_MS,
      killSignal: "SIGKILL",
      ...(signal ? { signal } : {}),
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) chunks.push(chunk);
      else child.kill("SIGKILL");
    });
    child.on("error", (error) =>
      "code" in error && error.code === "ENOENT" ? resolve(undefined) : reject(error),
    );
    child.on("close", () => resolve(Buffer.concat(chunks).toString("utf8")));
  });
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
