import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { createSealer } from "../core/audit/index.ts";
import { type Actor, transact, uuidv7 } from "../core/transaction/index.ts";
import {
  type BenchDatabase,
  type BenchOptions,
  benchDatabase,
  load,
  ownCpuSeconds,
  percentile,
  type Report,
} from "./support.ts";

declare module "../core/transaction/transact.ts" {
  interface EventTypes {
    "bench.moved": { readonly from: number; readonly to: number };
  }
  interface JobTypes {
    "bench.follow-up": { readonly item: number };
  }
}

const CLIENTS = 8;
const ITEMS = 1_000;
const SECRET = Buffer.alloc(32, 3);

const actor: Actor = {
  kind: "person",
  personId: uuidv7(new Date()),
  appointmentId: uuidv7(new Date()),
  organisationId: uuidv7(new Date()),
  unitId: uuidv7(new Date()),
  fullName: "Y Vân",
  positionTitle: "Văn thư",
  roles: ["clerk"],
};

/**
 * Durable transitions: state, event, audit record, job and client transaction id in one commit with real fsync, from
 * 8 clients, while the sealer runs; beside them plain inserts in autocommit, as the machine's own measure. Then the
 * time from a record's commit to its place in the Merkle log, at that load.
 */
export async function run(report: Report, options: BenchOptions): Promise<void> {
  const seconds = options.seconds ?? 20;
  const bench = await benchDatabase();
  try {
    await prepare(bench);
    const reference = await plainInserts(bench, Math.min(10, seconds / 2));
    const sealing = startSealing(bench);
    const cpu = { own: ownCpuSeconds(), server: bench.serverCpu() };
    const result = await transitions(bench, seconds);
    const used = { own: ownCpuSeconds() - cpu.own, server: bench.serverCpu() - cpu.server };
    const heads = await sealing.stop();
    report.note(
      `transition: p50 ${percentile(result.milliseconds, 0.5).toFixed(1)} ms, p99 ${percentile(result.milliseconds, 0.99).toFixed(1)} ms; ` +
        `CPU node ${used.own.toFixed(1)} s, postgres ${used.server.toFixed(1)} s in ${seconds} s`,
    );
    report.figure({
      figure: "transition.durable",
      value: result.perSecond,
      unit: "transitions/s",
      reference,
      target: { at: "≥", limit: 1_000 },
    });
    const lags = await sealLags(bench, heads);
    report.note(
      `seal lag: ${lags.length} records signed in ${heads.length} batches; p50 ${percentile(lags, 0.5).toFixed(2)} s`,
    );
    report.figure({
      figure: "audit.seal-lag",
      value: percentile(lags, 0.99),
      unit: "s (p99)",
      target: { at: "≤", limit: 5 },
    });
  } finally {
    await bench.stop();
  }
}

async function prepare({ database }: BenchDatabase): Promise<void> {
  await sql`create schema bench`.execute(database.queries);
  await sql`create table bench.item (id integer primary key, state integer not null, changed_at timestamptz)`.execute(
    database.queries,
  );
  await sql`insert into bench.item select n, 0, null from generate_series(1, ${sql.lit(ITEMS)}) n`.execute(
    database.queries,
  );
  await sql`create table bench.plain (id uuid primary key, at timestamptz not null, text text not null)`.execute(
    database.queries,
  );
  // When each transition's commit was known to its client: the start of its lag.
  await sql`create unlogged table bench.committed (record text primary key, at timestamptz not null)`.execute(
    database.queries,
  );
}

async function plainInserts({ database }: BenchDatabase, seconds: number): Promise<number> {
  const { perSecond } = await load(CLIENTS, seconds, async () => {
    await database.pool.query({
      name: "bench-plain",
      text: "insert into bench.plain values ($1, now(), $2)",
      values: [uuidv7(new Date()), "Một dòng để so sánh"],
    });
  });
  return perSecond;
}

const commits: { objectId: string; at: number }[] = [];

async function transitions(
  { database }: BenchDatabase,
  seconds: number,
): Promise<{ perSecond: number; milliseconds: number[] }> {
  const host = {
    database,
    subscriptions: new Map([["bench.moved", [{ consumer: "bench.listener" }]]]),
    config: { secret: SECRET },
  };
  commits.length = 0;
  return await load(CLIENTS, seconds, async (client, round) => {
    // Each client moves its own items: two people do not move one document at once.
    const item = 1 + ((client + CLIENTS * round) % ITEMS);
    const objectId = `${client}-${round}`;
    await transact(host, { actor, requestId: `bench-${client}-${round}` }, async (tx) => {
      const moved = await sql<{
        state: number;
      }>`update bench.item set state = state + 1, changed_at = ${tx.now}
        where id = ${item} returning state`.execute(tx.queries);
      const to = moved.rows[0]?.state ?? 0;
      tx.record({ action: "bench.move", objectKind: "item", objectId, data: { from: to - 1, to } });
      tx.emit({ type: "bench.moved", subjectId: String(item), data: { from: to - 1, to } });
      return { to };
    });
    commits.push({ objectId, at: Date.now() });
  });
}

/** A signed tree head: when it was on disk, and how many records it covers. */
interface Signed {
  readonly at: number;
  readonly size: number;
}

/** The sealer as the platform runs it: every second, without pause while a backlog waits. */
function startSealing({ database, folder }: BenchDatabase): { stop(): Promise<readonly Signed[]> } {
  const sealer = createSealer({ database, folder: join(folder, "audit"), secret: SECRET });
  const heads: Signed[] = [];
  let running = true;
  const step = async (): Promise<boolean> => {
    const { sealed, more, signed } = await sealer.run();
    if (sealed > 0) heads.push({ at: Date.now(), size: signed });
    return more || (!running && sealed > 0);
  };
  const loop = (async () => {
    while (running) if (!(await step())) await sleep(1_000);
    while (await step());
  })();
  return {
    async stop() {
      running = false;
      await loop;
      return heads;
    },
  };
}

/** Seconds from the commit, as the client saw it, until a signed tree head on disk covers the record. */
async function sealLags({ database }: BenchDatabase, heads: readonly Signed[]): Promise<number[]> {
  const { rows } = await database.pool.query<{ object_id: string; index: number }>(
    "select r.object_id, s.index from audit.record r join audit.sealed s on s.record_id = r.id",
  );
  const places = new Map(rows.map((row) => [row.object_id, row.index]));
  return commits.map(({ objectId, at }) => {
    const index = places.get(objectId);
    const head = heads.find(({ size }) => index !== undefined && size > index);
    if (head === undefined) throw new Error(`record ${objectId} was never sealed`);
    return Math.max(0, head.at - at) / 1_000;
  });
}
