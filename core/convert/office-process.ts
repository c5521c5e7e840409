import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { closeFencedFolder, type Fence, openFencedFolder, readFenced, writeFenced } from "../fence/index.ts";
import { ConvertError } from "./convert-error.ts";
import type { OfficeFormat } from "./inspect-office.ts";
import { fontSettings, profileSettings } from "./office-profile.ts";

const LIMITS = { memoryMb: 3_072, cpuSeconds: 600, fileMb: 96 };
const MOST_RESULT = 64 * 1024 * 1024;
const START_MS = 60_000;

/** PDF/A-2b, tagged. Compression of pictures follows the digitisation rules: never below 200 dpi. */
const FILTER = `pdf:writer_pdf_Export:${JSON.stringify({
  SelectPdfVersion: { type: "long", value: "2" },
  UseTaggedPDF: { type: "boolean", value: "true" },
  ExportFormFields: { type: "boolean", value: "false" },
  ReduceImageResolution: { type: "boolean", value: "true" },
  MaxImageResolution: { type: "long", value: "300" },
})}`;

const OPTIONS = "--headless --invisible --norestore --nologo --nodefault --nofirststartwizard --nolockcheck";

/**
 * One office process stays open with an empty document (with none it would end itself); each conversion is handed to
 * it over the pipe by which a second start of the program finds the first. The shell that does both is inside the
 * fence, so that nothing outside speaks to the office process. A first conversion loads what the later ones need.
 */
const SCRIPT = `mkdir -p "$FOLDER/profile/user" && cp "$FOLDER/profile.xcu" "$FOLDER/profile/user/registrymodifications.xcu"
office() {
  "$OFFICE" "-env:UserInstallation=file://$FOLDER/profile" ${OPTIONS} "$@" >/dev/null 2>&1 </dev/null
}
# The first start in a new profile only completes it and ends.
office --terminate_after_init
started=$(mktemp -p "$FOLDER")
( exec "$OFFICE" "-env:UserInstallation=file://$FOLDER/profile" ${OPTIONS} private:factory/swriter >/dev/null 2>&1 </dev/null ) &
listener=$!
until [ -n "$(find /tmp -maxdepth 1 -name 'OSL_PIPE_*' -newer "$started" 2>/dev/null)" ]; do
  kill -0 "$listener" || exit 1
  sleep 0.05
done
convert() { office --convert-to "$FILTER" --outdir "$FOLDER" "$FOLDER/$1"; }
convert warm.txt
echo ready
while read -r name; do
  convert "$name"
  kill -0 "$listener" || exit 1
  echo "$name"
done
kill "$listener"`;

/** A running office process. It takes one file at a time. */
export interface OfficeProcess {
  /** @throws ConvertError convert.failed, convert.too-slow, convert.result-too-large; the process is then of no use */
  convert(bytes: Buffer, format: OfficeFormat, timeoutMs: number, signal?: AbortSignal): Promise<Buffer>;
  readonly alive: boolean;
  stop(): Promise<void>;
}

/**
 * Starts an office process inside the fence and warms it up.
 *
 * @param program path of `soffice.bin`
 * @throws ConvertError convert.failed
 */
export async function startOffice(fence: Fence, program: string): Promise<OfficeProcess> {
  const folder = await openFencedFolder();
  const { file, args } = fence.wrap(folder, LIMITS, [
    ...["env", `FOLDER=${fence.inside(folder)}`, `OFFICE=${program}`, `FILTER=${FILTER}`],
    `FONTCONFIG_FILE=${fence.inside(folder, "fonts.conf")}`,
    ...["sh", "-c", SCRIPT],
  ]);
  await writeFenced(folder, "fonts.conf", fontSettings(fence.inside(folder, "fonts")));
  await writeFenced(folder, "warm.txt", "Ngọc Linh\n");
  await writeFenced(folder, "profile.xcu", profileSettings());
  // A group of its own: whatever it starts dies with it.
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "ignore"], detached: true });
  child.stdin.on("error", () => undefined);
  // An idle office keeps nobody awake and ends with its standard input.
  child.unref();
  for (const stream of [child.stdin, child.stdout])
    if ("unref" in stream && typeof stream.unref === "function") stream.unref();
  const answers = linesOf(child);
  const kill = (): void => {
    if (child.pid !== undefined && isAlive(child)) process.kill(-child.pid, "SIGKILL");
  };
  const stop = async (): Promise<void> => {
    kill();
    child.ref();
    if (isAlive(child)) await new Promise((resolve) => child.once("exit", resolve));
    await closeFencedFolder(folder);
  };
  try {
    await answers.next("ready", START_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    get alive() {
      return isAlive(child);
    },
    stop,
    async convert(bytes, format, timeoutMs, signal) {
      const id = randomUUID();
      const onAbort = (): void => kill();
      signal?.addEventListener("abort", onAbort);
      try {
        signal?.throwIfAborted();
        await writeFenced(folder, `${id}.${format}`, bytes);
        child.stdin.write(`${id}.${format}\n`);
        await answers.next(`${id}.${format}`, timeoutMs);
        const pdf = await readFenced(folder, `${id}.pdf`, MOST_RESULT + 1);
        if (!pdf) throw new ConvertError("convert.failed", "no result");
        if (pdf.length > MOST_RESULT) throw new ConvertError("convert.result-too-large");
        return pdf;
      } catch (error) {
        kill();
        throw error;
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
  };
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

function isAlive(child: Child): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** The answers of the shell, one line each. */
function linesOf(child: Child): { next(expected: string, timeoutMs: number): Promise<void> } {
  let waiting: ((line: string | undefined) => void) | undefined;
  const settle = (line: string | undefined): void => {
    waiting?.(line);
    waiting = undefined;
  };
  createInterface({ input: child.stdout }).on("line", settle);
  child.once("error", () => settle(undefined));
  child.once("close", () => settle(undefined));
  return {
    async next(expected, timeoutMs) {
      if (!isAlive(child)) throw new ConvertError("convert.failed", "the office process has ended");
      let timer: NodeJS.Timeout | undefined;
      const line = await new Promise<string | undefined | "late">((resolve) => {
        waiting = resolve;
        timer = setTimeout(() => resolve("late"), timeoutMs);
      });
      clearTimeout(timer);
      if (line === "late") throw new ConvertError("convert.too-slow", `longer than ${timeoutMs} ms`);
      if (line !== expected) throw new ConvertError("convert.failed", "the office process ended itself");
    },
  };
}
