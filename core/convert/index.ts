import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type FenceKind, findFence } from "../fence/index.ts";
import { ConvertError } from "./convert-error.ts";
import { inspectOffice } from "./inspect-office.ts";
import { type OfficeProcess, startOffice } from "./office-process.ts";

export { ConvertError, type ConvertErrorCode, convertSentence, isConvertErrorCode } from "./convert-error.ts";

const execute = promisify(execFile);

/** No official document needs longer. */
const LONGEST_MS = 60_000;
/** Conversions after which the office process is replaced: what one file may have left behind does not stay. */
const JOBS_PER_PROCESS = 40;
/** An office process that nobody needs gives its memory (some 200 MB) back. */
const IDLE_MS = 5 * 60_000;

/** Port: office documents to PDF/A-2b. */
export interface Converter {
  /**
   * Converts a .docx, .doc or .odt, one at a time.
   *
   * @returns a PDF/A-2b with embedded fonts
   * @throws ConvertError
   */
  toPdf(bytes: Buffer, signal?: AbortSignal): Promise<Buffer>;
  /** What stands between the office program and this machine; undefined when it is not installed. */
  fence(): Promise<FenceKind | undefined>;
  /** Ends the office process. */
  stop(): Promise<void>;
}

/**
 * The adapter for LibreOffice: one warm process in a fence, started when first needed.
 *
 * @param options `longestMs` of one conversion; `jobsPerProcess`; `program`, path of `soffice`
 */
export function openConverter(
  options: { readonly longestMs?: number; readonly jobsPerProcess?: number; readonly program?: string } = {},
): Converter {
  const longestMs = options.longestMs ?? LONGEST_MS;
  const jobsPerProcess = options.jobsPerProcess ?? JOBS_PER_PROCESS;
  let office: { readonly process: OfficeProcess; jobs: number } | undefined;
  let idle: NodeJS.Timeout | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function stopOffice(): Promise<void> {
    clearTimeout(idle);
    const { process } = office ?? {};
    office = undefined;
    await process?.stop();
  }

  async function officeFor(): Promise<OfficeProcess> {
    if (office && (!office.process.alive || office.jobs >= jobsPerProcess)) await stopOffice();
    if (!office) {
      const program = await findOffice(options.program);
      if (program === undefined) throw new ConvertError("convert.not-installed");
      office = { process: await startOffice(await findFence(), program), jobs: 0 };
    }
    office.jobs += 1;
    return office.process;
  }

  async function convert(bytes: Buffer, signal: AbortSignal | undefined): Promise<Buffer> {
    clearTimeout(idle);
    const format = await inspectOffice(bytes);
    try {
      const pdf = await (await officeFor()).convert(bytes, format, longestMs, signal);
      idle = setTimeout(() => void stopOffice(), IDLE_MS);
      idle.unref();
      return pdf;
    } catch (error) {
      await stopOffice();
      throw error;
    }
  }

  return {
    toPdf(bytes, signal) {
      const turn = queue.then(() => convert(bytes, signal));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async fence() {
      return (await findOffice(options.program)) === undefined ? undefined : (await findFence()).kind;
    },
    async stop() {
      const ended = queue.then(stopOffice);
      queue = ended;
      await office?.process.stop();
      await ended;
    },
  };
}

/** `soffice.bin` beside the script that the package puts on the path. */
async function findOffice(given: string | undefined): Promise<string | undefined> {
  try {
    const { stdout } = await execute("sh", ["-c", 'command -v "$0"', given ?? "soffice"]);
    return join(dirname(await realpath(stdout.trim())), "soffice.bin");
  } catch {
    return undefined;
  }
}
