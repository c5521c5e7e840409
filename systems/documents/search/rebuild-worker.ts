import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { openDatabase } from "../../../core/database/index.ts";
import { openPartWriter } from "../../../core/search/index.ts";
import { itemsOfPart, rebuildPart } from "./rebuild-parts.ts";

/** A worker of `fill-parts.ts`: fills the parts it is given, one at a time, and tells how many items each has. */
const { url } = z.object({ url: z.string() }).parse(workerData);
const task = z.object({ position: z.number(), part: rebuildPart });

const database = openDatabase(url, { max: 1, name: "rebuild" });
const writer = await openPartWriter(url);
parentPort?.on("message", (message: unknown) => {
  void fill(message);
});

async function fill(message: unknown): Promise<void> {
  const { position, part } = task.parse(message);
  const items = await itemsOfPart(database.queries, part);
  await writer.fill(position, items);
  parentPort?.postMessage(items.length);
}
