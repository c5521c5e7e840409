import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { Logger, type Runner, run, runMigrations, type TaskList, type WorkerEvents } from "graphile-worker";
import { sql } from "kysely";
import type { Database } from "../database/index.ts";
import { giveWay } from "../give-way.ts";
import type { House, JobDefinition } from "../system.ts";
import type { Transaction } from "../transaction/index.ts";

/** Attempts before a job becomes a dead letter: with graphile-worker's exponential back-off about 6 hours. */
export const DEFAULT_ATTEMPTS = 12;
const SILENT_SECONDS = 60;
const AT_ONCE = 8;
/** Finished jobs are taken off the list together; a kill in between repeats them, which every job must bear anyway. */
const TOGETHER_MS = 20;

/** Thrown by a job whose work can never succeed: it becomes a dead letter at once instead of being retried. */
export class PermanentJobError extends Error {
  readonly code = "jobs.permanent";
}

/** Prepares the queue's own schema. */
export async function migrateJobs(database: Database): Promise<void> {
  await runMigrations({ pgPool: database.pool, logger: quiet });
}

/** The worker role: runs jobs until stopped. */
export interface JobRunner {
  /** Lets running jobs finish (at most 10 s), then releases them. */
  stop(): Promise<void>;
}

/**
 * Starts taking jobs.
 *
 * @param definitions every job of every room
 * @param options `soleInstance`: no other process shares this database, so locks left by a kill are given back at once
 */
export async function startJobs(
  house: House,
  definitions: readonly JobDefinition[],
  options: { soleInstance: boolean; concurrency?: number },
): Promise<JobRunner> {
  const process = randomUUID();
  const abort = new AbortController();
  if (options.soleInstance) {
    await sql`delete from jobs.worker`.execute(house.database.queries);
    await giveBackLocked(house.database);
  }
  const taskList: TaskList = {};
  for (const definition of definitions) {
    taskList[definition.name] = async (payload, helpers) => {
      const { attempts, max_attempts } = helpers.job;
      try {
        const { signal } = abort;
        await giveWay(signal);
        await definition.run(house, payload, { attempt: attempts, maxAttempts: max_attempts, signal });
      } catch (error) {
        const permanent = error instanceof PermanentJobError;
        house.log.warn(
          { job: definition.name, attempt: attempts, error: String(error), cause: causeOf(error) },
          "job failed",
        );
        if (permanent || attempts >= max_attempts) {
          await buryJob(
            house.database,
            Number(helpers.job.id),
            definition.name,
            payload,
            attempts,
            String(error),
          );
          if (permanent) return;
        }
        throw error;
      }
    };
  }
  const concurrency = options.concurrency ?? AT_ONCE;
  // Jobs are locked in the name of the pool, a few ahead of the workers: one trip fetches many.
  const holders = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => holders.add(workerPool.id));
  const runner: Runner = await run({
    pgPool: house.database.pool,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    taskList,
    events,
    logger: quiet,
    preset: {
      worker: {
        localQueue: { size: concurrency, ttl: 10_000 },
        completeJobBatchDelay: TOGETHER_MS,
        failJobBatchDelay: TOGETHER_MS,
      },
    },
  });
  const beat = async (): Promise<void> => {
    try {
      await heartbeat(house.database, process, [...holders]);
    } catch (error) {
      house.log.warn({ error: String(error) }, "worker heartbeat failed");
    }
  };
  await beat();
  const timer = setInterval(beat, 15_000);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      abort.abort();
      await runner
        .stop()
        .catch((error: unknown) => house.log.warn({ error: String(error) }, "stopping jobs"));
      await sql`delete from jobs.worker where process = ${process}`
        .execute(house.database.queries)
        .catch(() => undefined);
    },
  };
}

const quiet = new Logger(() => () => undefined);

function causeOf(error: unknown): string | undefined {
  return error instanceof Error && error.cause !== undefined ? String(error.cause) : undefined;
}

async function buryJob(
  database: Database,
  jobId: number,
  name: string,
  payload: unknown,
  attempts: number,
  lastError: string,
): Promise<void> {
  await sql`insert into jobs.dead_letter (job_id, name, payload, attempts, last_error)
    values (${jobId}, ${name}, ${JSON.stringify(payload ?? null)}::jsonb, ${attempts}, ${lastError.slice(0, 4000)})
    on conflict (job_id) do update set attempts = excluded.attempts, last_error = excluded.last_error,
      failed_at = now(), settled_at = null, settled_by = null, settlement = null`.execute(database.queries);
}

async function heartbeat(database: Database, process: string, holders: readonly string[]): Promise<void> {
  for (const id of holders) {
    await sql`insert into jobs.worker (id, process, seen_at) values (${id}, ${process}, now())
      on conflict (id) do update set seen_at = now()`.execute(database.queries);
  }
  await sql`delete from jobs.worker where seen_at < now() - make_interval(secs => ${SILENT_SECONDS})`.execute(
    database.queries,
  );
  await giveBackLocked(database, SILENT_SECONDS);
}

/** Jobs locked by workers that are not alive any more are free again. */
async function giveBackLocked(database: Database, olderThanSeconds = 0): Promise<void> {
  await sql`select graphile_worker.force_unlock_workers(array(
      select distinct locked_by from graphile_worker._private_jobs
       where locked_by is not null and locked_by not in (select id from jobs.worker)
         and locked_at <= now() - make_interval(secs => ${olderThanSeconds})))`.execute(database.queries);
}

/** A job that used up its attempts. */
export interface DeadLetter {
  readonly id: number;
  readonly name: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly failed_at: Date;
}

/** Open dead letters, newest first, at most 500. */
export async function listDeadLetters(database: Database): Promise<DeadLetter[]> {
  const found = await sql<DeadLetter>`select id, name, payload, attempts, last_error, failed_at
    from jobs.dead_letter where settled_at is null order by failed_at desc limit 500`.execute(
    database.queries,
  );
  return found.rows;
}

/**
 * Runs a dead letter again or puts it aside, once.
 *
 * @returns false when somebody settled it already.
 */
export async function settleDeadLetter(
  tx: Transaction,
  id: number,
  settlement: "rerun" | "dismissed",
): Promise<boolean> {
  const by = tx.actor.kind === "person" ? tx.actor.fullName : tx.actor.name;
  const settled = await sql<{ name: string; payload: unknown; job_id: number }>`
    update jobs.dead_letter set settled_at = ${tx.now}, settled_by = ${by}, settlement = ${settlement}
     where id = ${id} and settled_at is null returning name, payload, job_id`.execute(tx.queries);
  const row = settled.rows[0];
  if (!row) return false;
  if (settlement === "rerun") {
    await sql`select graphile_worker.add_job(${row.name}, ${JSON.stringify(row.payload)}::json,
      max_attempts => ${DEFAULT_ATTEMPTS}::int)`.execute(tx.queries);
  }
  tx.record({
    action: `jobs.${settlement}`,
    objectKind: "dead-letter",
    objectId: String(id),
    data: { job: row.name },
  });
  return true;
}
