import { join } from "node:path";
import type { Config } from "../core/config/index.ts";
import { type Database, type MigrationSource, migrate, openDatabase } from "../core/database/index.ts";
import { eventJobs, subscriptionTable } from "../core/events/index.ts";
import { openFileStore } from "../core/files/index.ts";
import { type JobRunner, migrateJobs, startJobs } from "../core/jobs/index.ts";
import type { Log } from "../core/log.ts";
import type { House, Loop, System } from "../core/system.ts";

/** A house with its rooms migrated, provided and seeded, and no work running yet. */
export interface OpenHouse {
  readonly house: House;
  readonly systems: readonly System[];
  /** Starts jobs and loops (the worker role). */
  startWork(options: { soleInstance: boolean; concurrency?: number }): Promise<Work>;
  close(): Promise<void>;
}

export interface Work {
  stop(): Promise<void>;
}

/** Migrations of the ground floor that belong to no room with a `System`. */
const GROUND: readonly MigrationSource[] = [
  ["core/transaction", "../core/transaction/migrations/"],
  ["core/events", "../core/events/migrations/"],
  ["core/audit", "../core/audit/migrations/"],
  ["core/jobs", "../core/jobs/migrations/"],
  ["core/search", "../core/search/migrations/"],
  ["core/calendar", "../core/calendar/migrations/"],
  ["core/directory", "../core/directory/migrations/"],
  ["core/numbering", "../core/numbering/migrations/"],
  ["core/identity", "../core/identity/migrations/"],
].map(([room, path]) => ({ room: room ?? "", folder: new URL(path ?? "", import.meta.url) }));

/**
 * Opens the house on a database: migrations, services of the rooms, seeds.
 *
 * @param services what the front door already knows (addresses of the stand-ins)
 */
export async function openHouse(options: {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly log: Log;
  readonly systems: readonly System[];
  readonly services?: House["services"];
  readonly maxConnections?: number;
}): Promise<OpenHouse> {
  const { config, log, systems } = options;
  const database: Database = openDatabase(options.databaseUrl, { max: options.maxConnections ?? 24 });
  const rooms = systems.flatMap(({ name, migrations }) =>
    migrations ? [{ room: name, folder: migrations }] : [],
  );
  const already = new Set(GROUND.map((source) => source.room));
  const ran = await migrate(database, [...GROUND, ...rooms.filter((source) => !already.has(source.room))]);
  if (ran.length > 0) log.info({ migrations: ran.length }, "schema brought up to date");
  await migrateJobs(database);

  const subscriptions = systems.flatMap((system) => system.subscriptions ?? []);
  const services: House["services"] = { ...options.services };
  const house: House = {
    config,
    database,
    subscriptions: subscriptionTable(subscriptions),
    files: await openFileStore(join(config.dataDirectory, "files")),
    log,
    services,
  };
  for (const system of systems) Object.assign(services, await system.provide?.(house));
  for (const system of systems) await system.seed?.(house);
  if (config.mode === "demo") for (const system of systems) await system.seedDemo?.(house);

  return {
    house,
    systems,
    async startWork(work) {
      const jobs = [...systems.flatMap((system) => system.jobs ?? []), ...eventJobs(subscriptions)];
      const runner = await startJobs(house, jobs, work);
      const loops = systems.flatMap((system) => system.loops ?? []).map((loop) => startLoop(house, loop));
      return { stop: () => stopWork(runner, loops) };
    },
    close: () => database.close(),
  };
}

async function stopWork(runner: JobRunner, loops: readonly (() => Promise<void>)[]): Promise<void> {
  await Promise.all(loops.map((stop) => stop()));
  await runner.stop();
}

/** Runs a loop until stopped; a failure is logged, waited out with growing pauses and tried again. */
function startLoop(house: House, loop: Loop): () => Promise<void> {
  const abort = new AbortController();
  const running = (async () => {
    let failures = 0;
    while (!abort.signal.aborted) {
      let pause = loop.everyMs;
      try {
        if ((await loop.run(house, abort.signal)) === "again") pause = 0;
        failures = 0;
      } catch (error) {
        if (abort.signal.aborted) break;
        failures += 1;
        pause = Math.min(30_000, loop.everyMs * 2 ** Math.min(failures, 6));
        house.log.warn(
          { loop: loop.name, failures, error: String(error) },
          "loop failed; it will be tried again",
        );
      }
      await wait(pause, abort.signal);
    }
  })();
  return async () => {
    abort.abort();
    await running;
  };
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
