import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import type { ReadPage } from "../../../core/ocr/index.ts";
import { putBodies } from "../../../core/search/index.ts";
import { type House, job } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { bodyKey } from "../search/document-items.ts";
import "../search/tables.ts";
import { sayingWhenGivenUp } from "./fail-reading.ts";
import { readingOf } from "./find-reading.ts";
import { tellScan } from "./tell-scan.ts";

const ACTOR = { kind: "system", name: "documents.join-layers" } as const;
/** A body beyond this is not searched. */
const LONGEST_TEXT = 200_000;
const LIMITS = { memoryMb: 512, timeoutMs: 120_000 };

/**
 * Makes the copy of a scan that can be searched: the pages as they are with the words invisibly where they stand. The
 * scan itself is not touched; it stays what is signed, archived and verified. The words become the body of every
 * document with this file.
 */
export const joinLayers = job("documents.join-layers", (house, { sha256 }, run) =>
  sayingWhenGivenUp(house, sha256, run, () => makeCopy(house, sha256, run.signal)),
);

async function makeCopy(house: House, sha256: string, signal: AbortSignal): Promise<void> {
  const { queries } = house.database;
  const row = await readingOf(queries, sha256);
  if (row?.whole !== "joining") return;
  const kept = await queries
    .selectFrom("documents.scan_page")
    .select("content")
    .where("sha256", "=", sha256)
    .orderBy("number")
    .execute();
  const pages = kept.map(({ content }) => content);
  const text = textOf(pages);
  const copy = text === "" ? undefined : await twoLayers(house, sha256, pages, signal);
  const stored = copy && (await house.files.put(copy));
  await transact(house, { actor: ACTOR }, async (tx) => {
    const settled = await tx.queries
      .updateTable("documents.scan_reading")
      .set({
        ...(text === ""
          ? { whole: "failed" as const, code: pages.every((page) => page.unread) ? "stuck" : "no-words" }
          : { whole: "done" as const, code: stored ? null : "no-copy" }),
        copy_sha256: stored?.sha256 ?? null,
        copy_size: stored?.size ?? null,
      })
      .where("sha256", "=", sha256)
      .where("whole", "=", "joining")
      .returning("sha256")
      .executeTakeFirst();
    if (!settled) return;
    await tx.queries.deleteFrom("documents.scan_page").where("sha256", "=", sha256).execute();
    // A text layer that the file itself has is replaced only by more than it says: a stamp is not the document.
    const words = await tx.queries
      .insertInto("documents.file_text")
      .values({ file_sha256: sha256, content: text, read_at: tx.now })
      .onConflict((conflict) =>
        conflict
          .column("file_sha256")
          .doUpdateSet({ content: text, read_at: tx.now })
          .where(({ eb, fn, ref, val }) =>
            eb(
              fn<number>("length", [ref("documents.file_text.content")]),
              "<",
              fn<number>("length", [val(text)]),
            ),
          ),
      )
      .returning("file_sha256")
      .executeTakeFirst();
    if (words && text !== "") await putBodies(tx.queries, [{ key: bodyKey(sha256), text }]);
    if (stored)
      tx.record({
        action: "documents.join-layers",
        objectKind: "file",
        objectId: sha256,
        data: { copy: stored.sha256, pages: pages.length, unread: row.unread.length },
      });
    await tellScan(tx, sha256);
  });
}

function textOf(pages: readonly ReadPage[]): string {
  return pages
    .flatMap((page) => page.lines.map((line) => line.text))
    .join("\n")
    .replaceAll("\0", "")
    .toWellFormed()
    .slice(0, LONGEST_TEXT);
}

/**
 * The file with its words, made by a worker of bounded memory.
 *
 * @returns undefined when the file cannot be written again (its protection, or a mistake in it, forbids)
 */
async function twoLayers(
  house: House,
  sha256: string,
  pages: readonly ReadPage[],
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "ngoc-linh-layers-"));
  const [scan, result] = [join(folder, "scan.pdf"), join(folder, "copy.pdf")];
  try {
    await pipeline(await house.files.read(sha256), createWriteStream(scan));
    const problem = await work({ scan, result, pages }, signal);
    if (problem === undefined) return await readFile(result);
    house.log.info({ file: sha256, problem }, "a scan got no copy with its words");
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns what went wrong */
function work(workerData: unknown, signal: AbortSignal): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const worker = new Worker(new URL("./two-layers-worker.ts", import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.memoryMb },
  });
  const timer = setTimeout(() => resolve("took too long"), LIMITS.timeoutMs);
  const stop = (): void => reject(new Error("stopped"));
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  worker.on("message", () => resolve(undefined));
  worker.on("error", (error) => resolve(String(error)));
  worker.on("exit", () => resolve("ended without an answer"));
  return promise.finally(async () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  });
}

declare module "../../../core/transaction/transact.ts" {
  interface JobTypes {
    "documents.join-layers": { readonly sha256: string };
  }
}
