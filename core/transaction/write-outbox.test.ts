import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { type TransactionHost, transact } from "./index.ts";

declare module "./transact.ts" {
  interface EventTypes {
    "outbox.test": { readonly number: number; readonly text: string };
  }
  interface JobTypes {
    "outbox.test": { readonly number: number; readonly text: string };
  }
}

let database: TestDatabase;
let host: TransactionHost;
const actor = { kind: "system", name: "outbox" } as const;
const range = (length: number): number[] => Array.from({ length }, (_, number) => number);

beforeAll(async () => {
  database = await testDatabase();
  host = { database, subscriptions: new Map(), config: { secret: Buffer.alloc(32, 5) } };
  await transact(host, { actor }, async (tx) => tx.enqueue("outbox.test", { number: 0, text: "" }));
});
afterAll(() => database.drop());

interface Found {
  readonly audits: number[];
  readonly events: number[];
  readonly jobs: number[];
  readonly texts: string[];
}

async function written(subject: string): Promise<Found | undefined> {
  const { rows } = await sql<Found>`select
      array(select (data ->> 'number')::int from audit.record where object_id = ${subject} order by 1) as audits,
      array(select (data ->> 'number')::int from events.event where subject_id = ${subject} order by 1) as events,
      array(select (payload ->> 'number')::int from graphile_worker._private_jobs
             where payload ->> 'subject' = ${subject} order by 1) as jobs,
      array(select distinct text from (
        select data ->> 'text' as text from audit.record where object_id = ${subject}
        union all select data ->> 'text' from events.event where subject_id = ${subject} and organisations = ${[subject, 'a "b", {c}\\']}
        union all select payload ->> 'text' from graphile_worker._private_jobs where payload ->> 'subject' = ${subject}) t) as texts`.execute(
    database.queries,
  );
  return rows[0];
}

test("any number of records, events and jobs is written, each once and unchanged", async () => {
  let round = 0;
  const amount = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 80 }));
  const text = fc
    .string({ unit: "grapheme", maxLength: 20 })
    .filter((found) => !found.includes("\u0000") && found.isWellFormed());
  await fc.assert(
    fc.asyncProperty(amount, amount, amount, text, async (audits, events, jobs, words) => {
      round += 1;
      const subject = `subject-${round}`;
      await transact(host, { actor, requestId: `${subject}-request` }, async (tx) => {
        for (const number of range(audits)) {
          tx.record({
            action: "outbox.test",
            objectKind: "subject",
            objectId: subject,
            data: { number, text: words },
          });
        }
        for (const number of range(events)) {
          tx.emit({
            type: "outbox.test",
            subjectId: subject,
            organisations: [subject, 'a "b", {c}\\'],
            data: { number, text: words },
          });
        }
        for (const number of range(jobs)) {
          const payload = { number, text: words, subject };
          tx.enqueue("outbox.test", payload);
        }
      });
      expect(await written(subject)).toEqual({
        audits: range(audits),
        events: range(events),
        jobs: range(jobs),
        texts: audits + events + jobs > 0 ? [words] : [],
      });
    }),
    { numRuns: 25 },
  );
});
