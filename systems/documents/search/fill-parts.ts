import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Database } from "../../../core/database/index.ts";
import { openPartWriter, type Rebuild } from "../../../core/search/index.ts";
import { itemsOfPart, type RebuildPart } from "./rebuild-parts.ts";

type Open = Rebuild<RebuildPart>["open"];

/** Up to so many parts are filled sooner than a worker is started. */
const FEW = 3;
const MOST_WORKERS = 6;

/**
 * Fills parts of an open rebuild on every processor. While a worker waits for the database another one works, hence one
 * worker more than there are processors.
 *
 * @param onItems called with the number of items each time a part is filled
 * @throws the first failure of any worker; the parts filled until then stay filled
 */
export async function fillParts(
  database: Database,
  open: Open,
  onItems: (items: number) => void,
): Promise<void> {
  if (open.length <= FEW) return await fillHere(database, open, onItems);
  const waiting = open.values();
  const amount = Math.min(availableParallelism() + 1, open.length, MOST_WORKERS);
  const workers = Array.from(
    { length: amount },
    () =>
      new Worker(new URL("./rebuild-worker.ts", import.meta.url), {
        workerData: { url: database.url },
        resourceLimits: { maxYoungGenerationSizeMb: 96 },
      }),
  );
  try {
    await Promise.all(workers.map((worker) => untilNoneWaits(worker, waiting, onItems)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function fillHere(database: Database, open: Open, onItems: (items: number) => void): Promise<void> {
  const writer = await openPartWriter(database.url);
  try {
    for (const { position, part } of open) {
      const items = await itemsOfPart(database.queries, part);
      await writer.fill(position, items);
      onItems(items.length);
    }
  } finally {
    await writer.close();
  }
}

function untilNoneWaits(
  worker: Worker,
  waiting: IterableIterator<Open[number]>,
  onItems: (items: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveNext = (): void => {
      const next = waiting.next();
      if (next.done) resolve();
      else worker.postMessage(next.value);
    };
    worker.on("message", (items: unknown) => {
      try {
        onItems(Number(items));
        giveNext();
      } catch (error) {
        reject(error);
      }
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`a worker of the rebuild ended with ${code}`)));
    giveNext();
  });
}
