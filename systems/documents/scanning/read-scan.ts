import type { ReadPage } from "../../../core/ocr/index.ts";
import { type House, type JobRun, job } from "../../../core/system.ts";
import { type Transaction, transact } from "../../../core/transaction/index.ts";
import { looksScanned, pdfText } from "../search/pdf-text.ts";
import { enqueueReading } from "./ask-reading.ts";
import { failReading, sayingWhenGivenUp } from "./fail-reading.ts";
import { fieldsOf } from "./fields-of-scan.ts";
import { readingOf, type ScanRow } from "./find-reading.ts";
import "./join-layers.ts";
import { tellScan } from "./tell-scan.ts";

const ACTOR = { kind: "system", name: "documents.read-scan" } as const;
/** Pages beyond are not read: a page costs about two seconds of one core. */
export const MOST_SCAN_PAGES = 300;
/** Read in one go; then whoever waits for a first page has his turn. */
const PAGES_A_TURN = 4;
/** So many pages in a row without an answer: the rest of this file would only keep others waiting. */
const PATIENCE = 3;

/**
 * Reads the next pages of a stored scan and puts itself at the end of the line until all are read: first the first
 * page, whose fields somebody may wait for. Each turn is one transaction, so that a reading that was cut off goes on
 * where it was. Whatever is wrong with the file is an outcome, not a failure of the job.
 */
export const readScan = job("documents.read-scan", (house, { sha256 }, run) =>
  sayingWhenGivenUp(house, sha256, run, () => readTurn(house, sha256, run)),
);

async function readTurn(house: House, sha256: string, run: JobRun): Promise<void> {
  const row = await readingOf(house.database.queries, sha256);
  if (!row || (row.whole !== "waiting" && row.whole !== "reading")) return;
  const reader = house.services.scanReader;
  const bytes = await house.files.bytes(sha256);
  const from = row.pages_read + 1;
  const result = await reader?.read(bytes, {
    from,
    pages: from === 1 ? 1 : PAGES_A_TURN,
    signal: run.signal,
  });
  if (!result) return await failReading(house, sha256, "not-installed");
  if ("problem" in result) return await failReading(house, sha256, result.problem);
  const proposals = from === 1 ? await fieldsOf(house.database.queries, result.pages) : undefined;
  const printed = from === 1 && !looksScanned(await pdfText(house.files, sha256, run.signal));
  await transact(house, { actor: ACTOR }, async (tx) => {
    await keepPages(tx, sha256, result.pages);
    if (proposals)
      await tx.queries
        .updateTable("documents.scan_reading")
        .set({
          state: result.pages.some(({ lines }) => lines.length > 0) ? "done" : "unreadable",
          proposals: JSON.stringify(proposals),
          finished_at: tx.now,
        })
        .where("sha256", "=", sha256)
        .execute();
    await goOn(tx, row, { total: result.total, pages: result.pages, printed });
  });
}

async function keepPages(tx: Transaction, sha256: string, pages: readonly ReadPage[]): Promise<void> {
  if (pages.length === 0) return;
  await tx.queries
    .insertInto("documents.scan_page")
    .values(pages.map((page) => ({ sha256, number: page.number, content: JSON.stringify(page) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Notes how far the reading is, and what follows it: more pages, or the copy. */
async function goOn(
  tx: Transaction,
  row: ScanRow,
  read: { readonly total: number; readonly pages: readonly ReadPage[]; readonly printed: boolean },
): Promise<void> {
  const { sha256 } = row;
  const done = row.pages_read + read.pages.length;
  const unread = [...row.unread, ...read.pages.filter((page) => page.unread).map((page) => page.number)];
  const stuck = unread.length >= PATIENCE && unread.slice(-PATIENCE)[0] === done - PATIENCE + 1;
  const last = stuck || read.pages.length === 0 || done >= Math.min(read.total, MOST_SCAN_PAGES);
  const rest = Array.from({ length: Math.max(0, read.total - done) }, (_, index) => done + 1 + index);
  await tx.queries
    .updateTable("documents.scan_reading")
    .set({
      whole: read.printed ? "done" : last ? "joining" : "reading",
      code: read.printed ? "has-text" : null,
      pages: read.total,
      pages_read: done,
      unread: last && !read.printed ? [...unread, ...rest] : unread,
    })
    .where("sha256", "=", sha256)
    .execute();
  if (read.printed) {
    await tx.queries.deleteFrom("documents.scan_page").where("sha256", "=", sha256).execute();
  } else if (last) {
    tx.enqueue(
      "documents.join-layers",
      { sha256 },
      { key: `join-layers:${sha256}`, queue: "documents.join-layers", maxAttempts: 4 },
    );
  } else enqueueReading(tx, sha256, "in-passing");
  if (last || read.printed || tells(row.pages_read, done, read.total)) await tellScan(tx, sha256);
}

/** Open pages are refreshed about ten times a scan, however long it is. */
function tells(before: number, after: number, total: number): boolean {
  const step = Math.max(PAGES_A_TURN, Math.ceil(total / 10));
  return before === 0 || Math.floor(before / step) !== Math.floor(after / step);
}

declare module "../../../core/transaction/transact.ts" {
  interface JobTypes {
    "documents.read-scan": { readonly sha256: string };
  }
}
