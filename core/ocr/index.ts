import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  closeFencedFolder,
  type Fence,
  findFence,
  openFencedFolder,
  readFenced,
  runFenced,
  writeFenced,
} from "../fence/index.ts";
import { readPgm, slantOf, turned, writePgm } from "./grey-image.ts";
import { type ReadLine, readTsv } from "./read-tsv.ts";

export type { ReadLine, ReadWord } from "./read-tsv.ts";

const execute = promisify(execFile);

const LIMITS = { memoryMb: 2_048, cpuSeconds: 120, fileMb: 128, timeoutMs: 120_000 };
/** Tesseract copes with less by itself, and turning a picture costs sharpness. */
const TURN_FROM_DEGREES = 1.5;
/** Read at the scan's own resolution within these bounds: enlarged pictures enlarge their specks. */
const DPI = { least: 150, most: 300, unknown: 200 };
/** The largest page that is drawn, in millimetres of its longer side: A2. */
const LONGEST_SIDE_PX = 7_100;

/** One page as it was read. */
export interface ReadPage {
  /** 1 = first. */
  readonly number: number;
  /** In the order of reading. */
  readonly lines: readonly ReadLine[];
}

/** Port: the text of scanned pages. */
export interface ScanReader {
  /**
   * Reads pages of a PDF that are pictures.
   *
   * @param options `pages`: at most so many from the first on
   * @returns the pages that could be read; undefined when the program or its Vietnamese data is not installed
   */
  read(
    pdf: Buffer,
    options: { readonly pages: number; readonly signal?: AbortSignal },
  ): Promise<readonly ReadPage[] | undefined>;
}

/** The adapter for tesseract with Vietnamese, which reads one file at a time inside the fence of `core/fence`. */
export function openScanReader(): ScanReader {
  let queue: Promise<unknown> = Promise.resolve();
  return {
    read(pdf, options) {
      const turn = queue.then(() => readPages(pdf, options));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function readPages(
  pdf: Buffer,
  { pages, signal }: { readonly pages: number; readonly signal?: AbortSignal },
): Promise<readonly ReadPage[] | undefined> {
  if (!(await knowsVietnamese())) return undefined;
  const fence = await findFence();
  const folder = await openFencedFolder();
  const run = (...command: string[]) => runFenced(fence, folder, command, { ...LIMITS, signal });
  try {
    await writeFenced(folder, "scan.pdf", pdf);
    const about = (await run("pdfinfo", fence.inside(folder, "scan.pdf"))) ?? "";
    const amount = Number(/^Pages:\s+(\d+)/m.exec(about)?.[1] ?? 0);
    const read: ReadPage[] = [];
    for (let number = 1; number <= Math.min(amount, pages); number += 1)
      read.push({ number, lines: await readPage({ fence, folder, run, number }) });
    return read;
  } finally {
    await closeFencedFolder(folder);
  }
}

interface PageToRead {
  readonly fence: Fence;
  readonly folder: string;
  run(...command: string[]): Promise<string | undefined>;
  readonly number: number;
}

async function readPage({ fence, folder, run, number }: PageToRead): Promise<readonly ReadLine[]> {
  const scan = fence.inside(folder, "scan.pdf");
  const only = ["-f", String(number), "-l", String(number)];
  const dpi = resolutionOf((await run("pdfimages", "-list", ...only, scan)) ?? "");
  const size = ["-r", String(dpi), "-gray", "-singlefile"];
  await run("pdftoppm", ...size, ...only, scan, fence.inside(folder, "page"));
  const drawn = await readFenced(folder, "page.pgm", LONGEST_SIDE_PX ** 2);
  const image = drawn && readPgm(drawn);
  if (!image || Math.max(image.width, image.height) > LONGEST_SIDE_PX) return [];
  const slant = slantOf(image);
  const straight = Math.abs(slant) < TURN_FROM_DEGREES ? image : turned(image, slant);
  await rm(join(folder, "page.pgm"), { force: true });
  await writeFenced(folder, "straight.pgm", writePgm(straight));
  const tsv = await run(
    ...["tesseract", fence.inside(folder, "straight.pgm"), "-", "-l", "vie", "--dpi", String(dpi)],
    "tsv",
  );
  await rm(join(folder, "straight.pgm"), { force: true });
  return readTsv(tsv ?? "", straight.width, straight.height);
}

/** The finest picture of a page, by the list that `pdfimages` prints. */
function resolutionOf(list: string): number {
  const found = list
    .split("\n")
    .slice(2)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[2] === "image" && Number(columns[3]) > 500)
    .map((columns) => Number(columns[12]))
    .filter((dpi) => dpi > 0);
  const finest = found.length === 0 ? DPI.unknown : Math.max(...found);
  return Math.min(DPI.most, Math.max(DPI.least, finest));
}

let vietnamese: Promise<boolean> | undefined;

function knowsVietnamese(): Promise<boolean> {
  vietnamese ??= execute("tesseract", ["--list-langs"]).then(
    ({ stdout }) => /^vie$/m.test(stdout),
    () => false,
  );
  return vietnamese;
}
