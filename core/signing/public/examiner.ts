import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { FileToExamine } from "./examine-file.ts";
import type { FromProcess, Rules, ToProcess } from "./examiner-protocol.ts";
import { type FileProblemCode, reportProblem } from "./file-problem.ts";
import type { FileReport } from "./report-schema.ts";

/** Examines files in processes of their own: no file can hang, exhaust or end the program that asks. */
export interface Examiner {
  /** Waits for a free process. Never rejects: whatever happens to the process becomes the report on this file. */
  examine(file: FileToExamine): Promise<FileReport>;
  close(): Promise<void>;
}

export interface ExaminerOptions extends Rules {
  /** Processes at most; default one a core. */
  readonly processes?: number;
  /** Working time of one file, milliseconds; waiting for the network is not counted. */
  readonly workMs?: number;
  /** Heap of one process, MB. */
  readonly heapMb?: number;
}

/** The verifier ends its own work after 2 s a stage; what comes here is what it did not notice. */
const WORK_MS = 10_000;
/** A machine under load may take long to start a process. */
const START_MS = 30_000;
/** All requests about one file together. */
const NETWORK_MS = 60_000;
const HEAP_MB = 384;
const PROGRAM = fileURLToPath(new URL("examiner-process.ts", import.meta.url));
/** What such a process may know of its surroundings; no secret of the installation is among it. */
const ENVIRONMENT = ["PATH", "HOME", "TZ", "TMPDIR", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"];

interface Job {
  readonly file: FileToExamine;
  readonly done: (report: FileReport) => void;
}

type Phase = "start" | "work" | "network";

interface Hand {
  readonly child: ChildProcess;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  phase: Phase;
  since: number;
  /** Milliseconds left of each phase. */
  left: Record<Phase, number>;
}

/** Processes are started as files come, and replaced when a file has broken one. */
export function createExaminer(options: ExaminerOptions): Examiner {
  const limit = options.processes ?? availableParallelism();
  const fresh = (): Hand["left"] => ({
    start: START_MS,
    work: options.workMs ?? WORK_MS,
    network: NETWORK_MS,
  });
  const hands = new Set<Hand>();
  const queue: Job[] = [];
  let closed = false;

  return {
    examine: (file) =>
      new Promise((done) => {
        queue.push({ file, done });
        dispatch();
      }),
    async close() {
      closed = true;
      for (const job of queue.splice(0)) settle(job, "check.stopped", "the program is ending");
      await Promise.all([...hands].map((hand) => end(hand, "check.stopped", "the program is ending")));
    },
  };

  function dispatch(): void {
    while (queue.length > 0 && !closed) {
      const hand =
        [...hands].find(({ job }) => job === undefined) ?? (hands.size < limit ? start() : undefined);
      const job = hand && queue.shift();
      if (hand === undefined || job === undefined) return;
      hand.job = job;
      hold(hand.child, true);
      if (hand.phase !== "start") begin(hand, job);
    }
  }

  function start(): Hand {
    const child = fork(PROGRAM, [], {
      // Node reads TypeScript by itself; a loader of the asking program would only make the start slower.
      execArgv: [`--max-old-space-size=${options.heapMb ?? HEAP_MB}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]])),
    });
    const hand: Hand = { child, job: undefined, timer: undefined, phase: "start", since: 0, left: fresh() };
    hands.add(hand);
    child.on("message", (message: FromProcess) => receive(hand, message));
    child.on("error", (error) => void end(hand, "check.stopped", error.message));
    child.on(
      "exit",
      (code, signal) => void end(hand, "check.stopped", `the process ended with ${signal ?? code}`),
    );
    watch(hand, "start");
    const { trust, revocation } = options;
    tell(hand, { kind: "rules", rules: { trust, revocation } });
    return hand;
  }

  function begin(hand: Hand, { file }: Job): void {
    hand.left = fresh();
    watch(hand, "work");
    tell(hand, { kind: "file", file });
  }

  function receive(hand: Hand, message: FromProcess): void {
    const { job } = hand;
    if (job === undefined) return;
    if (message.kind === "ready") begin(hand, job);
    else if (message.kind === "done") {
      clearTimeout(hand.timer);
      hand.job = undefined;
      hold(hand.child, false);
      job.done(message.report);
      dispatch();
    } else {
      hand.left[hand.phase] -= performance.now() - hand.since;
      watch(hand, message.kind === "waiting" ? "network" : "work");
    }
  }

  function watch(hand: Hand, phase: Phase): void {
    clearTimeout(hand.timer);
    hand.phase = phase;
    hand.since = performance.now();
    hand.timer = setTimeout(
      () => void end(hand, "check.time-out", `${phase} took longer than allowed`),
      Math.max(0, hand.left[phase]),
    );
  }

  /** Ends a process; the file it was at gets the problem as its report, and another process takes the next one. */
  async function end(hand: Hand, code: FileProblemCode, detail: string): Promise<void> {
    if (!hands.delete(hand)) return;
    clearTimeout(hand.timer);
    const { job, child } = hand;
    hand.job = undefined;
    const gone = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) resolve();
      else child.once("exit", () => resolve());
    });
    child.ref();
    child.kill("SIGKILL");
    if (job !== undefined) settle(job, code, detail);
    dispatch();
    await gone;
  }

  function settle({ file, done }: Job, code: FileProblemCode, detail: string): void {
    done(reportProblem(file.name, code, detail, { at: file.at, trustVersion: options.trust.version }));
  }
}

/** A process that has nothing to do must not keep the program alive. */
function hold(child: ChildProcess, busy: boolean): void {
  if (busy) child.ref();
  else child.unref();
  if (busy) child.channel?.ref();
  else child.channel?.unref();
}

/** A process that is gone hears nothing; its end is reported by `exit`. */
function tell({ child }: Hand, message: ToProcess): void {
  child.send(message, () => undefined);
}
