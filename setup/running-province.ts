import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** The province as an operator runs it: the real front door in a process of its own. */
export interface RunningProvince {
  readonly url: string;
  readonly dataDirectory: string;
  readonly process: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Ends it as Ctrl-C does. @returns the exit code */
  interrupt(): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly dataDirectory?: string;
  readonly port?: number;
  readonly environment?: Record<string, string>;
  /** Longest wait for a healthy page, milliseconds. */
  readonly patience?: number;
}

/** A fresh data folder that another system user can reach (PostgreSQL does not run as root). */
export function temporaryDataDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-e2e-"));
  chmodSync(folder, 0o755);
  return folder;
}

/** What the last process of a group writes as it ends is waited for. */
export function removeDataDirectory(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

/** What the front door says once it listens itself; another program on the same port would only look healthy. */
const READY = "Sẵn sàng sau";

/** Starts the province and waits for a healthy page. @throws Error with its output when it does not come up */
export async function startProvince(options: StartOptions = {}): Promise<RunningProvince> {
  const dataDirectory = options.dataDirectory ?? temporaryDataDirectory();
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, ["--import", "tsx", "start.ts"], {
    cwd: new URL("..", import.meta.url).pathname,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      DATA_DIR: dataDirectory,
      PORT: String(port),
      ...options.environment,
    },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString("utf8");
    });
  }
  let asked = false;
  const ended = new Promise<number | null>((resolve) =>
    child.once("exit", (code, signal) => {
      // A province that ends by itself is a defect of its own: whoever reads the log must see its last words.
      if (!asked)
        process.stderr.write(`the province ended unasked (${code ?? signal}):\n${printed.slice(-4_000)}\n`);
      resolve(code);
    }),
  );
  const group = (signal: NodeJS.Signals): void => {
    asked = true;
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Everybody in the group has ended already.
    }
  };
  const url = `http://127.0.0.1:${port}`;
  const end = Date.now() + (options.patience ?? 120_000);
  for (;;) {
    if (printed.includes(READY) && (await healthy(url))) break;
    if (child.exitCode !== null || Date.now() > end) {
      group("SIGKILL");
      throw new Error(`the province did not come up:\n${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    dataDirectory,
    process: child,
    output: () => printed,
    async interrupt() {
      group("SIGINT");
      return await ended;
    },
    async kill() {
      group("SIGKILL");
      await ended;
    },
  };
}

async function healthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok;
  } catch {
    return false;
  }
}
