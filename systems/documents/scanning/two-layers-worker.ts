import { readFile, writeFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { twoLayers } from "./two-layers.ts";

/** A worker of `join-layers.ts`: reads a scan, writes its copy with the words, and says so. */
const edges = { left: z.number(), top: z.number(), right: z.number(), bottom: z.number() };
const word = z.object({ text: z.string(), confidence: z.number(), ...edges });
const { scan, result, pages } = z
  .object({
    scan: z.string(),
    result: z.string(),
    pages: z.array(
      z.object({
        number: z.number(),
        unread: z.boolean(),
        frame: z.object({ width: z.number(), height: z.number(), degrees: z.number() }),
        lines: z.array(word.extend({ words: z.array(word) })),
      }),
    ),
  })
  .parse(workerData);

const font = await readFile(new URL("../../../province/fonts/Tinos-Regular.ttf", import.meta.url));
await writeFile(result, await twoLayers(await readFile(scan), pages, font));
parentPort?.postMessage("written");
