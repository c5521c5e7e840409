import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Another process already runs on this data folder. */
export class AlreadyRunningError extends Error {
  readonly code = "instance.already-running";
  readonly pid: number;
  constructor(pid: number, dataDirectory: string) {
    super(
      `Hệ thống đang chạy với thư mục dữ liệu này (tiến trình ${pid}). / Already running on ${dataDirectory} (process ${pid}).`,
    );
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  /** Start time of the process in clock ticks, so that a reused process id is not mistaken for it. */
  readonly startedAt: string;
}

/**
 * Takes the data folder for this process. The lock of a killed process is recognised and replaced.
 *
 * @returns a function that gives it back
 * @throws AlreadyRunningError
 */
export function holdInstance(dataDirectory: string): () => void {
  const file = join(dataDirectory, "run.lock");
  for (let attempt = 0; ; attempt += 1) {
    try {
      const descriptor = openSync(file, "wx", 0o600);
      const holder: Holder = { pid: process.pid, startedAt: startedAt(process.pid) };
      writeSync(descriptor, JSON.stringify(holder));
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST") || attempt > 3) throw error;
      const holder = readHolder(file);
      if (holder && alive(holder)) throw new AlreadyRunningError(holder.pid, dataDirectory);
      rmSync(file, { force: true });
    }
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value !== "object" || value === null || !("pid" in value) || !("startedAt" in value))
      return undefined;
    return { pid: Number(value.pid), startedAt: String(value.startedAt) };
  } catch {
    return undefined;
  }
}

function alive(holder: Holder): boolean {
  return holder.pid > 0 && startedAt(holder.pid) === holder.startedAt && holder.startedAt !== "";
}

/** Field 22 of /proc/<pid>/stat; empty when there is no such process (or it is a zombie). */
function startedAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
