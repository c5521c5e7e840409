import { type Transaction as KyselyTransaction, sql } from "kysely";
import { type AuditRow, auditRow } from "../audit/audit-row.ts";
import {
  type Database,
  isDatabaseUnavailable,
  PREPARE,
  PREPARE_WITH_NEXT,
  type Tables,
} from "../database/index.ts";
import { type Actor, actorRecord, auditedActor } from "./actor.ts";
import { announceCommit } from "./announce-commit.ts";
import { uuidv7 } from "./uuid.ts";
import { addJobs, announceJobs, forgetJobKinds, type JobSpec, sortJobs } from "./write-jobs.ts";
import { type EventRow, writeOutbox } from "./write-outbox.ts";

/** Payloads of every event of the house, by type; rooms add theirs by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging in each room
export interface EventTypes {}
export type EventType = keyof EventTypes & string;

/** Payloads of every job, by name; rooms add theirs by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging in each room
export interface JobTypes {}
export type JobName = keyof JobTypes & string;

/** One line of the audit log. `data` must not hold secrets; personal data belongs in `personal`, which is salted. */
export interface AuditEntry {
  /** What was done, `room.verb`, e.g. `documents.sign`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly data?: Record<string, unknown>;
  /** Personal data of others (a citizen's name): the sealed log holds only its salted digest, so it can be erased. */
  readonly personal?: Record<string, unknown>;
}

export interface EventEntry<Type extends EventType = EventType> {
  readonly type: Type;
  readonly subjectId: string;
  /** Organisations whose screens should refresh. */
  readonly organisations?: readonly string[];
  readonly data: EventTypes[Type];
}

export interface JobOptions {
  readonly runAt?: Date;
  /** Only one waiting job per key; a later one replaces it. */
  readonly key?: string;
  /** Jobs of one queue run one after another. */
  readonly queue?: string;
  readonly maxAttempts?: number;
  /** Lower runs first; default 0. */
  readonly priority?: number;
}

/** The unit of work: everything written through it commits together or not at all. */
export interface Transaction {
  readonly queries: KyselyTransaction<Tables>;
  readonly actor: Actor;
  /** The instant of this transaction; all its rows carry the same. */
  readonly now: Date;
  record(entry: AuditEntry): void;
  emit<Type extends EventType>(event: EventEntry<Type>): void;
  enqueue<Name extends JobName>(name: Name, payload: JobTypes[Name], options?: JobOptions): void;
}

/** Who wants events of a type; `concerns` may say of one that it does not matter. */
export interface Consumer {
  readonly consumer: string;
  concerns?(data: unknown): boolean;
}

/** Which consumers want which events: set once at start from the rooms. */
export type Subscriptions = ReadonlyMap<string, readonly Consumer[]>;

export interface TransactOptions {
  readonly actor: Actor;
  /**
   * Client transaction id: the same actor repeating it gets the first result again and nothing else happens.
   * Any string of 8–100 characters; pages put one in every form.
   */
  readonly requestId?: string;
  /** Clock for tests and catch-up jobs. */
  readonly now?: Date;
}

export interface TransactionHost {
  readonly database: Database;
  readonly subscriptions: Subscriptions;
  /**
   * The running platform has it (`House`): its secret marks every audit record, so that a row inserted by anything
   * else shows. A host without it writes unmarked records.
   */
  readonly config?: { readonly secret: Buffer };
}

interface Outgoing {
  readonly audits: AuditRow[];
  readonly events: EventRow[];
  readonly jobs: JobSpec[];
}

/**
 * Runs `work` in one database transaction and writes its events (transactional outbox), audit records and jobs in
 * the same commit. Nothing is written when `work` throws.
 *
 * @returns what `work` returned; on a repeated `requestId` the JSON of the first result.
 */
export async function transact<Result>(
  host: TransactionHost,
  options: TransactOptions,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const out: Outgoing = { audits: [], events: [], jobs: [] };
  const committing = host.database.queries.transaction().execute(async (queries) => {
    const now = options.now ?? new Date();
    if (options.requestId !== undefined) await claimRequest(queries, options.actor, options.requestId, now);
    const result = await work(collector(queries, options.actor, now, host, out));
    await flush(queries, host.database, out, options, result);
    return result;
  });
  try {
    const result = await committing;
    announceJobs(host.database, out.jobs);
    announceCommit(host.database);
    return result;
  } catch (error) {
    // A kind of job may have vanished from the queue's list: look again next time.
    if (isMissingValue(error)) forgetJobKinds(host.database);
    const earlier = await earlierResult<Result>(host.database, options, error);
    if (earlier) return earlier.result;
    throw error;
  }
}

function collector(
  queries: KyselyTransaction<Tables>,
  actor: Actor,
  now: Date,
  host: TransactionHost,
  out: Outgoing,
): Transaction {
  const who = actorRecord(actor);
  const audited = auditedActor(actor);
  const enqueue = (name: string, payload: unknown, options: JobOptions = {}): void => {
    out.jobs.push({
      identifier: name,
      payload,
      queue_name: options.queue ?? null,
      run_at: options.runAt ?? null,
      max_attempts: options.maxAttempts ?? null,
      job_key: options.key ?? null,
      priority: options.priority ?? null,
      flags: null,
    });
  };
  return {
    queries,
    actor,
    now,
    record(entry) {
      const personal = {
        ...(audited.personal && { actor: audited.personal }),
        ...(entry.personal && { data: entry.personal }),
      };
      out.audits.push(
        auditRow({
          id: uuidv7(now),
          at: now,
          actor: audited.actor,
          entry,
          personal,
          secret: host.config?.secret,
        }),
      );
    },
    emit(event) {
      const id = uuidv7(now);
      out.events.push([
        id,
        now.toISOString(),
        event.type,
        event.subjectId,
        event.organisations ?? [],
        JSON.stringify(who),
        JSON.stringify(event.data),
      ]);
      for (const { consumer, concerns } of host.subscriptions.get(event.type) ?? [])
        if (concerns?.(event.data) ?? true) enqueue(`event:${consumer}`, { eventId: id });
    },
    enqueue,
  };
}

/** Nearly everything is sent together with the commit: each packet wakes the server. */
async function flush(
  queries: KyselyTransaction<Tables>,
  database: Database,
  { audits, events, jobs }: Outgoing,
  { actor, requestId }: TransactOptions,
  result: unknown,
): Promise<void> {
  const { plain, others } = sortJobs(database, jobs);
  if (others.length > 0) await addJobs(queries, others);
  const request =
    requestId === undefined
      ? undefined
      : { actor: requestActor(actor), id: requestId, result: JSON.stringify(result ?? null) };
  await writeOutbox(queries, { audits, events, jobs: plain, request });
}

function requestActor(actor: Actor): string {
  if (actor.kind === "person") return actor.personId;
  return actor.kind === "citizen" ? `citizen:${actor.citizenId}` : `system:${actor.name}`;
}

/**
 * Leaves with the first statement of the work. The primary key makes a concurrent twin wait there for the first to
 * end; when that committed, the twin's claim fails, and with it everything behind it.
 */
async function claimRequest(
  queries: KyselyTransaction<Tables>,
  actor: Actor,
  id: string,
  now: Date,
): Promise<void> {
  await sql`${sql.raw(PREPARE_WITH_NEXT)} insert into platform.request (actor, id, at)
    values (${requestActor(actor)}, ${id}, ${now.toISOString()})`.execute(queries);
}

/** After a failure, whatever the work made of it: what the same request gave when it was done before. */
async function earlierResult<Result>(
  database: Database,
  options: TransactOptions,
  failure: unknown,
): Promise<{ readonly result: Result } | undefined> {
  return isDatabaseUnavailable(failure) ? undefined : await resultOfRequest<Result>(database, options);
}

/**
 * What the same request of the same actor gave when it was done before. For work that is costly before its transaction
 * begins: a signature is not made a second time only to be thrown away.
 */
export async function resultOfRequest<Result>(
  { queries }: Pick<Database, "queries">,
  { actor, requestId }: Pick<TransactOptions, "actor" | "requestId">,
): Promise<{ readonly result: Result } | undefined> {
  if (requestId === undefined) return undefined;
  const { rows } = await sql<{ result: Result }>`${sql.raw(PREPARE)} select result from platform.request
    where actor = ${requestActor(actor)} and id = ${requestId}`.execute(queries);
  return rows[0];
}

/** SQLSTATE not_null_violation. */
function isMissingValue(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23502";
}
