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
  tryFenced,
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

/** How the words of a page lie: places are shares of a picture of this size, which was turned by `degrees`. */
export interface PageFrame {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Clockwise about the middle. */
  readonly degrees: number;
}

/** One page as it was read. */
export interface ReadPage {
  /** 1 = first. */
  readonly number: number;
  /** In the order of reading. */
  readonly lines: readonly ReadLine[];
  readonly frame: PageFrame;
  /** The program gave no answer in time, or failed: what stands on the page is not known. */
  readonly unread: boolean;
}

/**
 * Why nothing of a file can be read. `protected`: it asks for a password. `broken`: it is no PDF that can be opened.
 * `not-installed`: the program or its Vietnamese data is missing here.
 */
export type ScanProblem = "not-installed" | "protected" | "broken";

export type ScanResult =
  | {
      /** Pages of the file, also those that were not asked for. */
      readonly total: number;
      readonly pages: readonly ReadPage[];
    }
  | { readonly problem: ScanProblem };

/** Port: the text of scanned pages. */
export interface ScanReader {
  /**
   * Reads pages of a PDF that are pictures.
   *
   * @param options `pages`: at most so many, from page `from` (1) on
   */
  read(
    pdf: Buffer,
    options: { readonly from?: number; readonly pages: number; readonly signal?: AbortSignal },
  ): Promise<ScanResult>;
}

/**
 * The adapter for tesseract with Vietnamese, which reads one file at a time inside the fence of `core/fence`.
 *
 * @param options `pageMs`: how long the recognition of a page may take; by then it is given up
 */
export function openScanReader({ pageMs = LIMITS.timeoutMs }: { readonly pageMs?: number } = {}): ScanReader {
  let queue: Promise<unknown> = Promise.resolve();
  return {
    read(pdf, options) {
      const turn = queue.then(() => readPages(pdf, { ...options, pageMs }));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function readPages(
  pdf: Buffer,
  {
    from = 1,
    pages,
    signal,
    pageMs,
  }: {
    readonly from?: number;
    readonly pages: number;
    readonly signal?: AbortSignal;
    readonly pageMs: number;
  },
): Promise<ScanResult> {
  if (!(await knowsVietnamese())) return { problem: "not-installed" };
  const fence = await findFence();
  const folder = await openFencedFolder();
  const run = (command: readonly string[], timeoutMs = LIMITS.timeoutMs) =>
    runFenced(fence, folder, command, { ...LIMITS, timeoutMs, signal });
  try {
    await writeFenced(folder, "scan.pdf", pdf);
    const about = await tryFenced(fence, folder, ["pdfinfo", fence.inside(folder, "scan.pdf")], {
      ...LIMITS,
      signal,
    });
    if (about.ended !== "well") return { problem: /password/i.test(about.stderr) ? "protected" : "broken" };
    const total = Number(/^Pages:\s+(\d+)/m.exec(about.stdout)?.[1] ?? 0);
    if (total === 0) return { problem: "broken" };
    const read: ReadPage[] = [];
    for (let number = from; number <= Math.min(total, from + pages - 1); number += 1)
      read.push({ number, ...(await readPage({ fence, folder, run, number, pageMs })) });
    return { total, pages: read };
  } finally {
    await closeFencedFolder(folder);
  }
}

interface PageToRead {
  readonly fence: Fence;
  readonly folder: string;
  run(command: readonly string[], timeoutMs?: number): Promise<string | undefined>;
  readonly number: number;
  readonly pageMs: number;
}

const UNREAD = { lines: [], frame: { width: 1, height: 1, degrees: 0 }, unread: true } as const;

async function readPage({
  fence,
  folder,
  run,
  number,
  pageMs,
}: PageToRead): Promise<Omit<ReadPage, "number">> {
  const scan = fence.inside(folder, "scan.pdf");
  const only = ["-f", String(number), "-l", String(number)];
  const dpi = resolutionOf((await run(["pdfimages", "-list", ...only, scan])) ?? "");
  const size = ["-r", String(dpi), "-gray", "-singlefile"];
  await run(["pdftoppm", ...size, ...only, scan, fence.inside(folder, "page")]);
  const drawn = await readFenced(folder, "page.pgm", LONGEST_SIDE_PX ** 2);
  await rm(join(folder, "page.pgm"), { force: true });
  const image = drawn && readPgm(drawn);
  if (!image || Math.max(image.width, image.height) > LONGEST_SIDE_PX) return UNREAD;
  const slant = slantOf(image);
  const degrees = Math.abs(slant) < TURN_FROM_DEGREES ? 0 : slant;
  const straight = degrees === 0 ? image : turned(image, degrees);
  await writeFenced(folder, "straight.pgm", writePgm(straight));
  const tsv = await run(
    [...["tesseract", fence.inside(folder, "straight.pgm"), "-", "-l", "vie", "--dpi", String(dpi)], "tsv"],
    pageMs,
  );
  await rm(join(folder, "straight.pgm"), { force: true });
  if (tsv === undefined) return UNREAD;
  const { width, height } = straight;
  return { lines: readTsv(tsv, width, height), frame: { width, height, degrees }, unread: false };
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
