import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { resolve as resolvePath } from "node:path";
import type { Readable, Writable } from "node:stream";

/** No document needs longer; a file made to be slow is given up. */
export const LONGEST_MS = 30_000;
/** Pages beyond are not searched. */
export const MOST_PAGES = 200;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_MEMORY_KB = 1024 * 1024;
const AT_ONCE = 2;

/**
 * Starting a program from a process as large as this one copies its page tables, some milliseconds each time. So a shell
 * that stays is asked instead, which is small; it also bounds memory and time of what it starts. The mark behind each
 * answer is random, so that no text can pretend to be it.
 */
const SCRIPT = `ulimit -v ${MOST_MEMORY_KB}
while IFS=' ' read -r mark file; do
  (ulimit -t ${LONGEST_MS / 1000}; exec pdftotext -q -enc UTF-8 -l ${MOST_PAGES} "$file" - 2>/dev/null </dev/null)
  printf '\n%s %s\n' "$mark" "$?"
done`;

/** The shell's word for "there is no such program". */
const NOT_FOUND = 127;

interface Reader {
  readonly shell: ChildProcessByStdio<Writable, Readable, null>;
  read(path: string, signal?: AbortSignal): Promise<Answer>;
}

type Answer = { readonly text: string } | "not-installed";

const idle: Reader[] = [];
const waiting: ((reader: Reader) => void)[] = [];
let running = 0;

/**
 * The text of a PDF as `pdftotext` (poppler-utils) reads it, in a process of its own.
 *
 * @param path of a file on this machine
 * @returns empty when it cannot be read; undefined when the program is not installed
 */
export async function popplerText(path: string, signal?: AbortSignal): Promise<string | undefined> {
  const reader = await takeReader();
  try {
    const answer = await reader.read(path, signal);
    return answer === "not-installed" ? undefined : answer.text;
  } finally {
    giveBack(reader);
  }
}

function takeReader(): Promise<Reader> | Reader {
  const free = idle.pop();
  if (free) return free;
  if (running < AT_ONCE) {
    running += 1;
    return startReader();
  }
  return new Promise((resolve) => waiting.push(resolve));
}

function giveBack(reader: Reader): void {
  const alive = reader.shell.exitCode === null && reader.shell.signalCode === null && !reader.shell.killed;
  const next = waiting.shift();
  if (next) next(alive ? reader : startReader());
  else if (alive) idle.push(reader);
  else running -= 1;
}

function startReader(): Reader {
  // A group of its own, so that the program dies with its shell.
  const shell = spawn("/bin/sh", ["-c", SCRIPT], { stdio: ["pipe", "pipe", "ignore"], detached: true });
  shell.unref();
  for (const stream of [shell.stdin, shell.stdout]) {
    // An idle shell keeps nobody awake and ends with its standard input.
    if ("unref" in stream && typeof stream.unref === "function") stream.unref();
    stream.on("error", () => undefined);
  }
  return { shell, read: (path, signal) => ask(shell, path, signal) };
}

function ask(shell: Reader["shell"], path: string, signal: AbortSignal | undefined): Promise<Answer> {
  const mark = randomUUID();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const kill = (): void => {
    shell.kill("SIGKILL");
    try {
      if (shell.pid !== undefined) process.kill(-shell.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES + 1024) {
      kill();
      resolve({ text: Buffer.concat(chunks).toString("utf8", 0, MOST_BYTES) });
      return;
    }
    const tail = Buffer.concat(chunks.slice(-2)).subarray(-64).toString("latin1");
    const end = new RegExp(`\\n${mark} (\\d+)\\n$`).exec(tail);
    if (end === null) return;
    const text = Buffer.concat(chunks).toString("utf8", 0, bytes - end[0].length);
    resolve(Number(end[1]) === NOT_FOUND && text === "" ? "not-installed" : { text });
  };
  const onEnd = (): void => resolve({ text: "" });
  const onAbort = (): void => {
    kill();
    reject(new Error("stopped"));
  };
  const timer = setTimeout(() => {
    kill();
    resolve({ text: "" });
  }, LONGEST_MS);
  shell.stdout.on("data", onData);
  shell.on("close", onEnd);
  shell.on("error", onEnd);
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  shell.stdin.write(`${mark} ${resolvePath(path)}\n`);
  return promise.finally(() => {
    clearTimeout(timer);
    shell.stdout.off("data", onData);
    shell.off("close", onEnd);
    shell.off("error", onEnd);
    signal?.removeEventListener("abort", onAbort);
  });
}
