import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import {
  type Database,
  type MigrationSource,
  migrate,
  openDatabase,
  startEmbeddedServer,
} from "../core/database/index.ts";
import { migrateJobs } from "../core/jobs/index.ts";

/** One measured number. */
export interface Figure {
  /** Stable id, e.g. `transition.durable`. */
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** The same quantity of something well known, measured in the same run. */
  readonly reference?: number | undefined;
  readonly target?: { readonly at: "≥" | "≤"; readonly limit: number } | undefined;
}

/** Where a bench puts its results. */
export interface Report {
  figure(figure: Figure): void;
  /** A line for people about what is going on; goes to standard error. */
  note(line: string): void;
}

export interface BenchOptions {
  /** How long to measure; each bench has its own default. */
  readonly seconds?: number;
}

/** What a file of this folder exports. */
export interface Bench {
  run(report: Report, options: BenchOptions): Promise<void>;
}

/** A data folder with an embedded server of its own and an empty database, real fsync, away at the end. */
export interface BenchDatabase {
  readonly database: Database;
  /** DATA_DIR of this bench. */
  readonly folder: string;
  /** CPU seconds of all server processes so far. */
  serverCpu(): number;
  /** Stops the server and removes the folder. */
  stop(): Promise<void>;
}

/** Migrations that `transact` needs. */
const GROUND: readonly MigrationSource[] = ["transaction", "events", "audit", "jobs"].map((room) => ({
  room: `core/${room}`,
  folder: new URL(`../core/${room}/migrations/`, import.meta.url),
}));

/**
 * Starts a fresh server in a temporary folder.
 *
 * @param rooms migrations beyond those `transact` needs, in order
 * @param options `max` connections of the pool
 */
export async function benchDatabase(
  rooms: readonly MigrationSource[] = [],
  options: { max?: number } = {},
): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-bench-"));
  // The server may run as another user, who must be able to walk in.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedServer(folder);
  const database = openDatabase(server.url, { max: options.max ?? 20, name: "bench" });
  await migrate(database, [...GROUND, ...rooms]);
  await migrateJobs(database);
  return {
    database,
    folder,
    serverCpu: () => treeCpuSeconds(server.pid()),
    async stop() {
      await database.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds since some start, monotonic. */
export const clock = (): number => performance.now();

/** The value below which the share `p` (0–1) of the values lies. NaN when there are none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Median of a figure over rounds, so that one disturbed round does not decide. */
export async function medianOfRounds(
  rounds: number,
  measure: (round: number) => Promise<number>,
): Promise<number> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) values.push(await measure(round));
  return median(values);
}

/**
 * Runs `work` again and again from `clients` sides at once.
 *
 * @param seconds how long new work begins
 * @returns finished pieces per second and how long each took, milliseconds
 */
export async function load(
  clients: number,
  seconds: number,
  work: (client: number, round: number) => Promise<void>,
): Promise<{ perSecond: number; milliseconds: number[] }> {
  const milliseconds: number[] = [];
  const began = clock();
  const end = began + seconds * 1_000;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let round = 0; clock() < end; round += 1) {
        const start = clock();
        await work(client, round);
        milliseconds.push(clock() - start);
      }
    }),
  );
  return { perSecond: (milliseconds.length * 1_000) / (clock() - began), milliseconds };
}

/** CPU seconds (user and system) this process has used. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

const TICKS_PER_SECOND = 100;

/** CPU seconds of a process, its living children and those it has buried (Linux). 0 when there is no such process. */
export function treeCpuSeconds(pid: number): number {
  // The table of processes is read once: on a busy machine each look at it costs some milliseconds of our own CPU.
  const stats = readStats();
  const below = (process: number): number => {
    const stat = stats.get(process);
    if (!stat) return 0;
    const own = (stat.user + stat.system + stat.buriedUser + stat.buriedSystem) / TICKS_PER_SECOND;
    const children = [...stats].filter(([, { parent }]) => parent === process);
    return children.reduce((sum, [child]) => sum + below(child), own);
  };
  return below(pid);
}

/** CPU seconds of one process alone, without its children (Linux). 0 when there is no such process. */
export function processCpuSeconds(pid: number): number {
  const stat = readStat(pid);
  return stat ? (stat.user + stat.system) / TICKS_PER_SECOND : 0;
}

/** Memory of one process in RAM, MB (Linux: VmRSS). */
export function residentMegabytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? 0) / 1024;
}

interface Stat {
  readonly parent: number;
  readonly user: number;
  readonly system: number;
  readonly buriedUser: number;
  readonly buriedSystem: number;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [user = 0, system = 0, buriedUser = 0, buriedSystem = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, user, system, buriedUser, buriedSystem };
  } catch {
    // Ended meanwhile.
    return undefined;
  }
}

/** Child processes of a process, from /proc. */
export function childrenOf(pid: number): number[] {
  return [...readStats()].filter(([, { parent }]) => parent === pid).map(([child]) => child);
}

function readStats(): Map<number, Stat> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(
    pids.flatMap((name) => {
      const stat = readStat(Number(name));
      return stat ? [[Number(name), stat] as const] : [];
    }),
  );
}
