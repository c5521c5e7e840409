import { sql } from "kysely";
import type { House } from "../../core/system.ts";
import { transact } from "../../core/transaction/index.ts";
import { SEND_ATTEMPTS } from "./outbox/queue-message.ts";
import "./tables.ts";

/** A message this old either has a job that is still to run, or was forgotten. */
const FORGOTTEN_MINUTES = 10;

/**
 * Gives messages that wait without a job a new one: the queue drops a job whose process was killed in its very last
 * attempt, and then nobody would ever hear of the message again.
 *
 * @returns how many were rescued
 */
export async function rescueMessages(house: House, minutes = FORGOTTEN_MINUTES): Promise<number> {
  const { rows } = await sql<{ id: string; job: "interchange.send" | "interchange.apply" }>`
    select m.id, m.job from (
      select id, 'interchange.send' as job, created_at as since
        from interchange.outgoing_message where state = 'queued'
      union all
      select id, 'interchange.apply', listed_at
        from interchange.incoming_message where state = 'stored' and not alert
    ) m
    where m.since <= now() - make_interval(mins => ${minutes})
      and not exists (select 1 from graphile_worker._private_jobs j
        where j.payload->>'messageId' = m.id::text and (j.attempts < j.max_attempts or j.locked_at is not null))
    limit 1000`.execute(house.database.queries);
  if (rows.length === 0) return 0;
  await transact(house, { actor: { kind: "system", name: "interchange.rescue" } }, async (tx) => {
    for (const { id, job } of rows) {
      tx.enqueue(job, { messageId: id }, { key: `${job}:${id}`, maxAttempts: SEND_ATTEMPTS });
    }
  });
  house.log.warn({ messages: rows.length }, "messages without a job were given one");
  return rows.length;
}
