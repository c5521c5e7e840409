import { CompiledQuery } from "kysely";
import { AUDIT_COLUMNS, type AuditRow } from "../audit/audit-row.ts";
import { PREPARE_WITH_NEXT, type Queries } from "../database/index.ts";
import type { JobSpec } from "./write-jobs.ts";

/** Values of a row of events.event, in the order of `EVENT_COLUMNS`. */
export type EventRow = readonly (string | readonly string[])[];

/** What a transaction leaves for others to read. */
export interface Outbox {
  readonly audits: readonly AuditRow[];
  readonly events: readonly EventRow[];
  /** Jobs without key and queue whose kind the queue knows. */
  readonly jobs: readonly JobSpec[];
  /** The client's request and the JSON text of its result. */
  readonly request?: { readonly actor: string; readonly id: string; readonly result: string } | undefined;
}

/**
 * Writes the outbox with as few statements as there are, not waited for: they leave in one packet with the commit.
 * Each row is given as plain values, because reading rows out of JSON costs the server a fifth more.
 */
export async function writeOutbox(queries: Queries, outbox: Outbox): Promise<void> {
  let { audits, events, jobs, request } = outbox;
  while (audits.length + events.length + jobs.length > 0 || request !== undefined) {
    const [a, e, j] = [portion(audits.length), portion(events.length), portion(jobs.length)];
    const values: unknown[] = [];
    for (const row of audits.slice(0, a)) values.push(...row);
    for (const row of events.slice(0, e)) values.push(...row);
    for (const job of jobs.slice(0, j)) values.push(...jobValues(job));
    if (request) values.push(request.result, request.actor, request.id);
    await queries.executeQuery(CompiledQuery.raw(statement(a, e, j, request !== undefined), values));
    [audits, events, jobs, request] = [audits.slice(a), events.slice(e), jobs.slice(j), undefined];
  }
}

/** Few different portions, because each combination is a statement that every connection prepares. */
function portion(waiting: number): number {
  if (waiting >= 32) return 32;
  return Math.min(waiting, 4);
}

const EVENT_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ["id", "uuid"],
  ["at", "timestamptz"],
  ["type", "text"],
  ["subject_id", "text"],
  ["organisations", "text[]"],
  ["actor", "jsonb"],
  ["data", "jsonb"],
];

const JOB_COLUMNS = "task_id, payload, run_at, max_attempts, priority";
const JOB_VALUES = 5;

function jobValues(job: JobSpec): unknown[] {
  return [
    job.identifier,
    JSON.stringify(job.payload ?? {}),
    job.run_at?.toISOString() ?? null,
    job.max_attempts ?? 25,
    job.priority ?? 0,
  ];
}

const statements = new Map<string, string>();

function statement(audits: number, events: number, jobs: number, request: boolean): string {
  const shape = `${audits} ${events} ${jobs} ${request}`;
  const known = statements.get(shape) ?? makeStatement(audits, events, jobs, request);
  statements.set(shape, known);
  return known;
}

function makeStatement(audits: number, events: number, jobs: number, request: boolean): string {
  const eventsFrom = audits * AUDIT_COLUMNS.length;
  const jobsFrom = eventsFrom + events * EVENT_COLUMNS.length;
  const requestFrom = jobsFrom + jobs * JOB_VALUES;
  const parts = [
    ...(audits > 0 ? [`a as (${insertRows("audit.record", AUDIT_COLUMNS, audits, 0)})`] : []),
    ...(events > 0 ? [`e as (${insertRows("events.event", EVENT_COLUMNS, events, eventsFrom)})`] : []),
    ...(jobs > 0 ? [`j as (${insertJobs(jobs, jobsFrom)})`] : []),
    ...(request ? [`q as (${settleRequest(requestFrom)})`] : []),
  ];
  return `${PREPARE_WITH_NEXT} with ${parts.join(", ")} select 1`;
}

function insertRows(
  table: string,
  columns: readonly (readonly [name: string, type: string])[],
  amount: number,
  from: number,
): string {
  const rows = Array.from({ length: amount }, (_, row) => {
    const first = from + row * columns.length + 1;
    return `(${columns.map(([, type], at) => `$${first + at}::${type}`).join(", ")})`;
  });
  return `insert into ${table} (${columns.map(([name]) => name).join(", ")}) values ${rows.join(", ")}`;
}

function insertJobs(amount: number, from: number): string {
  const rows = Array.from({ length: amount }, (_, row) => {
    const [kind, payload, runAt, attempts, priority] = [1, 2, 3, 4, 5].map(
      (at) => `$${from + row * JOB_VALUES + at}`,
    );
    // A kind that vanished from the queue's list must fail here (not null), never lose the job.
    const task = `(select id from graphile_worker._private_tasks where identifier = ${kind}::text)`;
    return `(${task}, ${payload}::json, coalesce(${runAt}::timestamptz, now()), ${attempts}::smallint, ${priority}::smallint)`;
  });
  return `insert into graphile_worker._private_jobs (${JOB_COLUMNS}) values ${rows.join(", ")}`;
}

function settleRequest(from: number): string {
  return `update platform.request set result = $${from + 1}::jsonb where actor = $${from + 2} and id = $${from + 3}`;
}
