import { sql } from "kysely";
import type { Database, Queries } from "../database/index.ts";

/** A job as the queue takes it. */
export interface JobSpec {
  readonly identifier: string;
  readonly payload: unknown;
  readonly queue_name: string | null;
  readonly run_at: Date | null;
  readonly max_attempts: number | null;
  readonly job_key: string | null;
  readonly priority: number | null;
  readonly flags: null;
}

/**
 * Plain jobs are inserted straight into the queue's table. The queue's own function would NOTIFY inside the
 * transaction, and PostgreSQL lets only one notifying transaction commit at a time: with real fsync that halves the
 * throughput of the whole house. Jobs with a key or a queue, and the first of each kind, go through the function.
 */
export function sortJobs(
  database: Database,
  jobs: readonly JobSpec[],
): { plain: readonly JobSpec[]; others: readonly JobSpec[] } {
  const known = kindsOf(database);
  const isPlain = (job: JobSpec): boolean =>
    job.job_key === null && job.queue_name === null && known.has(job.identifier);
  return { plain: jobs.filter(isPlain), others: lastOfEachKey(jobs.filter((job) => !isPlain(job))) };
}

/** A later job of a key replaces the earlier one, in the same transaction too. */
function lastOfEachKey(jobs: readonly JobSpec[]): readonly JobSpec[] {
  const last = new Map(jobs.map((job) => [job.job_key ?? job, job]));
  return [...last.values()];
}

/** Adds jobs through the queue's own function. */
export async function addJobs(queries: Queries, jobs: readonly JobSpec[]): Promise<void> {
  await sql`select count(*) from graphile_worker.add_jobs(array(
      select (j.identifier, j.payload, j.queue_name, j.run_at, j.max_attempts, j.job_key, j.priority, j.flags)::graphile_worker.job_spec
        from json_to_recordset(${JSON.stringify(jobs)}::json)
          as j(identifier text, payload json, queue_name text, run_at timestamptz, max_attempts integer,
               job_key text, priority integer, flags text[])))`.execute(queries);
}

/** After the commit: the kinds are known now, and waiting workers are woken, once for many commits. */
export function announceJobs(database: Database, jobs: readonly JobSpec[]): void {
  if (jobs.length === 0) return;
  const kinds = kindsOf(database);
  for (const job of jobs) kinds.add(job.identifier);
  const due = jobs.filter((job) => job.run_at === null || job.run_at.getTime() <= Date.now()).length;
  if (due > 0) wake(database, due);
}

const kinds = new WeakMap<Database, Set<string>>();

/** Kinds of jobs whose row in the queue's list of tasks is committed. */
function kindsOf(database: Database): Set<string> {
  const found = kinds.get(database) ?? new Set<string>();
  kinds.set(database, found);
  return found;
}

/** After a failed transaction: the next job of each kind goes through the queue's function again, which adds the kind. */
export function forgetJobKinds(database: Database): void {
  kinds.delete(database);
}

const WAKE_AFTER_MS = 15;
const waiting = new WeakMap<Database, { jobs: number }>();

/** The channel graphile-worker listens on. A lost wake-up costs nothing but the queue's polling second. */
function wake(database: Database, jobs: number): void {
  const pending = waiting.get(database);
  if (pending) {
    pending.jobs += jobs;
    return;
  }
  const begun = { jobs };
  waiting.set(database, begun);
  setTimeout(() => {
    waiting.delete(database);
    const message = JSON.stringify({ r: Math.random(), count: begun.jobs });
    database.pool.query("select pg_notify('jobs:insert', $1)", [message]).catch(() => undefined);
  }, WAKE_AFTER_MS).unref();
}
