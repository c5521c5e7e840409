import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { z } from "zod";

/** A worker of `pdf-text.ts`: reads one PDF and posts its text. */
const { file, pages } = z.object({ file: z.string(), pages: z.number() }).parse(workerData);

const task = getDocument({
  data: new Uint8Array(await readFile(file)),
  useSystemFonts: false,
  verbosity: 0,
});
const document = await task.promise;
const texts: string[] = [];
for (let number = 1; number <= Math.min(pages, document.numPages); number += 1) {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  texts.push(items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join(""));
  page.cleanup();
}
parentPort?.postMessage(texts.join("\n"));
