import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Queries } from "../database/index.ts";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { type TransactionHost, transact } from "./index.ts";

declare module "./transact.ts" {
  interface EventTypes {
    "test.happened": { readonly count: number };
  }
  interface JobTypes {
    "test.job": { readonly count: number };
  }
}

let database: TestDatabase;
let host: TransactionHost;
const actor = { kind: "system", name: "test" } as const;

beforeAll(async () => {
  database = await testDatabase();
  host = { database, subscriptions: new Map([["test.happened", [{ consumer: "test.consumer" }]]]) };
  await sql`create table public.counter (n integer not null)`.execute(database.queries);
  await sql`insert into public.counter values (0)`.execute(database.queries);
});
afterAll(() => database.drop());

async function count(table: string): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
    database.queries,
  );
  return found.rows[0]?.n ?? -1;
}

async function step(requestId: string, fail = false): Promise<number> {
  return await transact(host, { actor, requestId }, async (tx) => {
    const after = await sql<{ n: number }>`update public.counter set n = n + 1 returning n`.execute(
      tx.queries,
    );
    const n = after.rows[0]?.n ?? -1;
    tx.record({ action: "test.step", objectKind: "counter", objectId: "1", data: { n } });
    tx.emit({ type: "test.happened", subjectId: "1", data: { count: n } });
    tx.enqueue("test.job", { count: n });
    if (fail) throw new Error("killed before commit");
    return n;
  });
}

describe("transact", () => {
  test("state, event, audit record and jobs commit together", async () => {
    await step("request-1");
    expect(await count("events.event")).toBe(1);
    expect(await count("audit.record")).toBe(1);
    const jobs = await sql<{ task: string }>`select t.identifier as task from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id order by 1`.execute(database.queries);
    expect(jobs.rows.map((row) => row.task)).toEqual(["event:test.consumer", "test.job"]);
  });

  test("a failure leaves nothing behind", async () => {
    const before = [
      await count("events.event"),
      await count("audit.record"),
      await count("graphile_worker._private_jobs"),
    ];
    await expect(step("request-2", true)).rejects.toThrow("killed before commit");
    const after = [
      await count("events.event"),
      await count("audit.record"),
      await count("graphile_worker._private_jobs"),
    ];
    expect(after).toEqual(before);
  });

  test("the same client transaction id has one effect, also when twins run at once", async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => step("request-3")));
    expect(new Set(results).size).toBe(1);
    const events = await count("events.event");
    await step("request-3");
    expect(await count("events.event")).toBe(events);
  });

  test("a repeated request gets its first result also when its work could not be done a second time", async () => {
    await sql`create table public.once (id integer primary key)`.execute(database.queries);
    const once = (): Promise<number> =>
      transact(host, { actor, requestId: "request-once" }, async (tx) => {
        const moved = await sql`insert into public.once values (1) on conflict do nothing`.execute(
          tx.queries,
        );
        if (moved.numAffectedRows !== 1n) throw new Error("somebody was faster");
        return 7;
      });
    expect(await Promise.all([once(), once(), once()])).toEqual([7, 7, 7]);
    // Work that fails before it reaches the database, or that hides why the database refused it.
    const failing = async (work: () => Promise<number>): Promise<number> =>
      await transact(host, { actor, requestId: "request-once" }, work);
    expect(await failing(() => Promise.reject(new Error("stale")))).toBe(7);
    expect(
      await transact(host, { actor, requestId: "request-once" }, async (tx) => {
        await sql`select 1`.execute(tx.queries).catch(() => undefined);
        return 8;
      }),
    ).toBe(7);
  });

  test("a failed request may be made again with the same id", async () => {
    await expect(step("request-again", true)).rejects.toThrow("killed before commit");
    const before = await count("events.event");
    await step("request-again");
    expect(await count("events.event")).toBe(before + 1);
  });

  test("a client transaction id the database refuses is named as the reason, whatever statement came behind", async () => {
    await expect(step("short")).rejects.toThrow("request_id_check");
  });

  test("audit records cannot be changed or removed by the application", async () => {
    await expect(sql`update audit.record set action = 'x'`.execute(database.queries)).rejects.toThrow(
      "append-only",
    );
    await expect(sql`delete from audit.record`.execute(database.queries)).rejects.toThrow("append-only");
    await expect(sql`truncate audit.record`.execute(database.queries)).rejects.toThrow("append-only");
  });
});

describe("the statements sent together with the commit", () => {
  test("an audit record the database refuses undoes the whole transaction, and the caller hears why", async () => {
    const before = await sql<{ n: number }>`select n from public.counter`.execute(database.queries);
    const failing = transact(host, { actor }, async (tx) => {
      await sql`update public.counter set n = n + 1`.execute(tx.queries);
      // PostgreSQL keeps no zero byte in a text.
      tx.record({ action: "test.zero", objectKind: "counter", objectId: "a\u0000b" });
    });
    await expect(failing).rejects.toThrow();
    const after = await sql<{ n: number }>`select n from public.counter`.execute(database.queries);
    expect(after.rows).toEqual(before.rows);
  });

  test("a statement whose failure the work swallowed does not commit", async () => {
    const swallowing = transact(host, { actor }, async (tx) => {
      await sql`update public.counter set n = n + 1`.execute(tx.queries);
      await sql`select 1 / 0`.execute(tx.queries).catch(() => undefined);
    });
    const before = await sql<{ n: number }>`select n from public.counter`.execute(database.queries);
    await expect(swallowing).rejects.toThrow();
    const after = await sql<{ n: number }>`select n from public.counter`.execute(database.queries);
    expect(after.rows).toEqual(before.rows);
  });

  test("a kind of job that vanished from the queue is refused, never lost", async () => {
    await transact(host, { actor }, async (tx) => tx.enqueue("test.job", { count: 1 }));
    await sql`delete from graphile_worker._private_jobs`.execute(database.queries);
    await sql`delete from graphile_worker._private_tasks where identifier = 'test.job'`.execute(
      database.queries,
    );
    await expect(
      transact(host, { actor }, async (tx) => tx.enqueue("test.job", { count: 2 })),
    ).rejects.toThrow("null value");
    await transact(host, { actor }, async (tx) => tx.enqueue("test.job", { count: 3 }));
    expect(await count("graphile_worker._private_jobs")).toBe(1);
  });
});

describe("recurring statements of transactions", () => {
  const preparedOf = async (queries: Queries) => {
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements
      where statement like '%public.recurring%' order by 1`.execute(queries);
    return rows.map((row) => row.statement);
  };

  test("are parsed and planned once per connection; outside transactions only what is marked", async () => {
    await sql`create table public.recurring (n integer not null)`.execute(database.queries);
    const texts = await database.queries.connection().execute(async (queries) => {
      for (let round = 0; round < 4; round += 1) {
        await queries.transaction().execute(async (tx) => {
          await sql`update public.recurring set n = n + ${round}`.execute(tx);
          await sql`select n from public.recurring where n = ${round}`.execute(tx);
        });
        await sql`select n from public.recurring where n > ${round}`.execute(queries);
      }
      return await preparedOf(queries);
    });
    expect(texts).toEqual([
      "select n from public.recurring where n = $1",
      "update public.recurring set n = n + $1",
    ]);
  });

  test("a column that a migration adds to a prepared * costs one failure, not all that come after", async () => {
    await sql`create table public.widened (n integer not null)`.execute(database.queries);
    await database.queries.connection().execute(async (queries) => {
      const read = () =>
        queries.transaction().execute((tx) => sql`select * from public.widened where n = ${1}`.execute(tx));
      for (let round = 0; round < 4; round += 1) await read();
      await sql`alter table public.widened add column more text`.execute(queries);
      await expect(read()).rejects.toThrow("cached plan");
      expect((await read()).rows).toEqual([]);
    });
  });
});
