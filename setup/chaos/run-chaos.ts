import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { readConfig } from "../../core/config/index.ts";
import { startEmbeddedServer } from "../../core/database/index.ts";
import { createLog } from "../../core/log.ts";
import type { House } from "../../core/system.ts";
import { type OpenHouse, openHouse } from "../open-house.ts";
import { SYSTEMS } from "../rooms.ts";
import { type StandIns, startStandIns } from "../stand-ins.ts";
import { checkInvariants, type Finding } from "./invariants.ts";
import { openWork } from "./office-invariants.ts";
import { CRASH_POINTS, type CrashPoint, type WorkerOptions } from "./options.ts";

export interface ChaosReport {
  readonly kills: number;
  readonly killsByPoint: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly documents: number;
  readonly findings: readonly Finding[];
  readonly sound: boolean;
}

/** A process lives between these after its start-up, milliseconds. */
const [SHORTEST, LONGEST] = [100, 2_500];
/** When a crash point is not passed in this time, the parent kills. */
const PATIENCE = 6_000;

/**
 * Kills the working house again and again: at random moments, and at the worst ones (right before and after the axis,
 * the file store). Then lets it finish and holds the result against every promise.
 *
 * @param options `kills` how many; `say` gets lines for people
 */
export async function runChaos(options: {
  readonly kills: number;
  readonly say: (line: string) => void;
}): Promise<ChaosReport> {
  const began = Date.now();
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-chaos-"));
  chmodSync(folder, 0o755);
  const config = readConfig({ MODE: "demo", DATA_DIR: folder });
  const quiet = (): void => undefined;
  const server = await startEmbeddedServer(folder, quiet);
  const standIns = await startStandIns(folder, config.secret, config.baseUrl, quiet);
  try {
    const first = await openParent(folder, server.url, standIns);
    await first.close();
    await disturbAxis(standIns);
    const base = optionsFor(folder, server.url, standIns);
    const killsByPoint: Record<string, number> = {};
    for (let kill = 1; kill <= options.kills; kill += 1) {
      // Half the kills fall at any moment, half at one of the named points.
      const point =
        kill % 2 === 0 ? (CRASH_POINTS[1 + (kill % (CRASH_POINTS.length - 1))] ?? "time") : "time";
      const at = await liveAndDie({ ...base, crash: { point, occurrence: 1 + (kill % 5) } });
      killsByPoint[at] = (killsByPoint[at] ?? 0) + 1;
      if (kill % 20 === 0)
        options.say(`${kill}/${options.kills} kills, ${Math.round((Date.now() - began) / 1_000)} s`);
    }
    const open = await openParent(folder, server.url, standIns);
    try {
      await finish(base, open.house, options.say);
      const findings = await checkInvariants(open.house, standIns.agencies);
      const documents = await issued(open.house);
      return {
        kills: options.kills,
        killsByPoint,
        seconds: Math.round((Date.now() - began) / 1_000),
        documents,
        findings,
        sound: documents > 0 && findings.every(({ broken }) => broken.length === 0),
      };
    } finally {
      open.house.services.axis?.close();
      await open.close();
    }
  } finally {
    await standIns.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The house without its work: for migrations and seeds before, and for looking at it afterwards. */
async function openParent(folder: string, databaseUrl: string, standIns: StandIns): Promise<OpenHouse> {
  const config = readConfig({ MODE: "demo", DATA_DIR: folder });
  return await openHouse({
    config: { ...config, axis: standIns.axis },
    databaseUrl,
    log: createLog("silent"),
    systems: SYSTEMS,
    services: { standIns },
  });
}

/** The axis is not at its best either: it delivers some things twice, and in disorder. */
async function disturbAxis(standIns: StandIns): Promise<void> {
  const answer = await fetch(`${standIns.axisPage}/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ duplicateRate: 0.1, shuffle: true }),
  });
  if (!answer.ok) throw new Error(`faults: ${answer.status}`);
}

function optionsFor(folder: string, databaseUrl: string, standIns: StandIns): WorkerOptions {
  const { axis, axisPage, agencies, certificateAuthority, timestampAuthority } = standIns;
  return {
    dataDirectory: folder,
    databaseUrl,
    axis,
    standIns: { axisPage, agencies, certificateAuthority, timestampAuthority },
    crash: { point: "time", occurrence: 1 },
    draining: false,
  };
}

function spawnWorker(options: WorkerOptions): {
  child: ChildProcess;
  ready: Promise<boolean>;
  ended: Promise<void>;
} {
  const child = spawn(process.execPath, ["--import", "tsx", new URL("worker.ts", import.meta.url).pathname], {
    cwd: new URL("../..", import.meta.url).pathname,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH ?? "", DEBUG: process.env.DEBUG ?? "", CHAOS: JSON.stringify(options) },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = new Promise<boolean>((resolve) => {
    if (child.stdout) createInterface({ input: child.stdout }).once("line", () => resolve(true));
    void ended.then(() => resolve(false));
  });
  return { child, ready, ended };
}

/** @returns where it died */
async function liveAndDie(options: WorkerOptions): Promise<CrashPoint> {
  const { child, ready, ended } = spawnWorker(options);
  const timed = options.crash.point === "time";
  // A few die while they start up: recovery must survive a crash, too.
  const early = timed && Math.random() < 0.05;
  if (early) await Promise.race([sleep(300 + Math.random() * 1_200), ended]);
  else await ready;
  if (!early)
    await Promise.race([sleep(timed ? SHORTEST + Math.random() * (LONGEST - SHORTEST) : PATIENCE), ended]);
  const byItself = child.signalCode === "SIGKILL";
  if (child.exitCode !== null) throw new Error(`the worker ended by itself with code ${child.exitCode}`);
  child.kill("SIGKILL");
  await ended;
  return byItself ? options.crash.point : "time";
}

const DRAIN_SECONDS = 180;

/** Lets the house come to rest: no new work, nothing waiting anywhere. */
async function finish(base: WorkerOptions, house: House, say: (line: string) => void): Promise<void> {
  const { child, ready, ended } = spawnWorker({ ...base, draining: true });
  if (!(await ready)) throw new Error("the last worker did not come up");
  const end = Date.now() + DRAIN_SECONDS * 1_000;
  let quietFor = 0;
  while (quietFor < 4) {
    await sleep(500);
    const open = await restless(house);
    quietFor = Object.keys(open).length === 0 ? quietFor + 1 : 0;
    if (Date.now() > end) {
      say(`did not come to rest in ${DRAIN_SECONDS} s: ${JSON.stringify(open)}`);
      break;
    }
  }
  child.kill("SIGKILL");
  await ended;
}

/** How much is still under way, by kind. */
async function restless(house: House): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`select
      (select count(*) from documents.outgoing where state not in ('issued', 'cancelled')) as drafts,
      (select count(*) from documents.incoming where state = 'arrived' and not frozen) as arrivals,
      (select count(*) from documents.incoming where request is not null) as requests,
      (select count(*) from interchange.outgoing_message where state = 'queued') as queued,
      (select count(*) from interchange.incoming_message where state in ('listed', 'stored')) as unapplied,
      (select count(*) from interchange.incoming_message where acknowledged_at is null) as unacknowledged,
      (select count(*) from documents.recipient where state in ('waiting', 'sent', 'recall-asked')) as unanswered,
      (select count(*) from documents.recipient r join directory.organisation o on o.id = r.organisation_id
        where o.source = 'axis' and r.state not in ('completed', 'recalled', 'recall-declined', 'refused', 'failed'))
        as handling,
      (select count(*) from graphile_worker.jobs where run_at <= now() and attempts < max_attempts) as jobs`.execute(
    house.database.queries,
  );
  const all = { ...rows[0], ...(await openWork(house)), waiting: await waitingAtAxis(house) };
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}

/**
 * Messages the axis still holds for us. One when it does not answer: it takes a question for a repeated one when the
 * worker asks the same in the same millisecond, and then it is asked again.
 */
async function waitingAtAxis(house: House): Promise<number> {
  const { axis } = house.services;
  if (!axis) return 0;
  try {
    return (await axis.countReceived("edoc")) + (await axis.countReceived("status"));
  } catch {
    return 1;
  }
}

async function issued(house: House): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from documents.outgoing
    where state = 'issued'`.execute(house.database.queries);
  return rows[0]?.n ?? 0;
}
