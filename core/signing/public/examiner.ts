import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { FileToExamine } from "./examine-file.ts";
import type { ThreadData, ThreadMessage, ThreadTask } from "./examiner-protocol.ts";
import { type FileProblemCode, reportProblem } from "./file-problem.ts";
import type { FileReport } from "./report-schema.ts";

/** Examines files in threads with limits: no file can hang, exhaust or end the process. */
export interface Examiner {
  /** Waits for a free thread. Never rejects: whatever happens to the thread becomes the report on this file. */
  examine(file: FileToExamine): Promise<FileReport>;
  /** Files that wait for a thread. */
  readonly waiting: number;
  close(): Promise<void>;
}

export interface ExaminerOptions extends ThreadData {
  /** Threads at most; default one a core. */
  readonly threads?: number;
  /** Working time of one file, milliseconds; waiting for the network is not counted. */
  readonly workMs?: number;
  /** Heap of one thread, MB. */
  readonly heapMb?: number;
}

/** The verifier ends its own work after 2 s a stage; what comes here is what it did not notice. */
const WORK_MS = 10_000;
/** All requests about one file together. */
const NETWORK_MS = 60_000;
const HEAP_MB = 384;

interface Job {
  readonly file: FileToExamine;
  readonly done: (report: FileReport) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Milliseconds left to work and to wait for the network. */
  left: { work: number; network: number };
  since: number;
}

/** Threads are started as files come, and replaced when a file has broken one. */
export function createExaminer(options: ExaminerOptions): Examiner {
  const limit = options.threads ?? availableParallelism();
  const workMs = options.workMs ?? WORK_MS;
  const threads = new Set<Thread>();
  const queue: Job[] = [];
  let closed = false;

  return {
    get waiting() {
      return queue.length;
    },
    examine: (file) =>
      new Promise((done) => {
        queue.push({ file, done });
        dispatch();
      }),
    async close() {
      closed = true;
      for (const job of queue.splice(0)) settle(job, "check.stopped", "the program is ending");
      await Promise.all([...threads].map((thread) => end(thread, "check.stopped", "the program is ending")));
    },
  };

  function dispatch(): void {
    while (queue.length > 0) {
      const thread =
        [...threads].find(({ job }) => job === undefined) ?? (threads.size < limit ? start() : undefined);
      const job = thread && queue.shift();
      if (thread === undefined || job === undefined) return;
      thread.job = job;
      thread.left = { work: workMs, network: NETWORK_MS };
      thread.worker.ref();
      watch(thread, "work");
      const task: ThreadTask = job.file;
      thread.worker.postMessage(task);
    }
  }

  function start(): Thread {
    const data: ThreadData = { trust: options.trust, revocation: options.revocation };
    const worker = new Worker(new URL("examiner-thread.ts", import.meta.url), {
      workerData: data,
      // Node reads TypeScript by itself, and the loader of the main thread would only make the start slower.
      execArgv: ["--disable-warning=ExperimentalWarning"],
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb ?? HEAP_MB },
    });
    const thread: Thread = {
      worker,
      job: undefined,
      timer: undefined,
      left: { work: workMs, network: NETWORK_MS },
      since: 0,
    };
    threads.add(thread);
    worker.on("message", (message: ThreadMessage) => receive(thread, message));
    worker.on("error", (error) => void end(thread, "check.stopped", reasonOf(error)));
    worker.on("exit", (code) => void end(thread, "check.stopped", `the thread ended with ${code}`));
    return thread;
  }

  function receive(thread: Thread, message: ThreadMessage): void {
    if (thread.job === undefined) return;
    if (message.kind !== "done") {
      const before = message.kind === "waiting" ? "work" : "network";
      thread.left[before] -= performance.now() - thread.since;
      watch(thread, before === "work" ? "network" : "work");
      return;
    }
    clearTimeout(thread.timer);
    const { job } = thread;
    thread.job = undefined;
    thread.worker.unref();
    job.done(message.report);
    dispatch();
  }

  function watch(thread: Thread, what: "work" | "network"): void {
    clearTimeout(thread.timer);
    thread.since = performance.now();
    thread.timer = setTimeout(
      () => void end(thread, "check.time-out", `${what} took longer than allowed`),
      Math.max(0, thread.left[what]),
    );
  }

  /** Ends a thread; the file it was at gets the problem as its report, and another thread takes the next one. */
  async function end(thread: Thread, code: FileProblemCode, detail: string): Promise<void> {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    const { job } = thread;
    thread.job = undefined;
    const ending = thread.worker.terminate();
    if (job !== undefined) settle(job, code, detail);
    if (!closed) dispatch();
    await ending;
  }

  function settle({ file, done }: Job, code: FileProblemCode, detail: string): void {
    done(reportProblem(file.name, code, detail, { at: file.at, trustVersion: options.trust.version }));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
