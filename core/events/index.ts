import { sql } from "kysely";
import { PREPARE } from "../database/index.ts";
import type { JobDefinition, PublishedEvent, Subscription } from "../system.ts";
import { type Consumer, type Subscriptions, transact } from "../transaction/index.ts";

/** Which consumers each event type has; fixed at start. */
export function subscriptionTable(subscriptions: readonly Subscription[]): Subscriptions {
  const table = new Map<string, Consumer[]>();
  const names = new Set<string>();
  for (const { consumer, events, concerns } of subscriptions) {
    if (names.has(consumer)) throw new Error(`two consumers are called ${consumer}`);
    names.add(consumer);
    const one: Consumer = concerns ? { consumer, concerns } : { consumer };
    for (const type of events) table.set(type, [...(table.get(type) ?? []), one]);
  }
  return table;
}

/**
 * One job per consumer. The queue delivers at least once; the row in events.consumed, written in the transaction of
 * the effect, makes the effect happen once.
 */
export function eventJobs(subscriptions: readonly Subscription[]): JobDefinition[] {
  return subscriptions.map((subscription) => ({
    name: `event:${subscription.consumer}`,
    async run(house, payload) {
      const eventId = (payload as { eventId: string }).eventId;
      await transact(house, { actor: { kind: "system", name: subscription.consumer } }, async (tx) => {
        const found = await sql<
          PublishedEvent & { subject_id: string; claimed: boolean }
        >`${sql.raw(PREPARE)} with claimed as (
            insert into events.consumed (consumer, event_id) values (${subscription.consumer}, ${eventId})
            on conflict do nothing returning 1)
          select id, at, type, subject_id, organisations, actor, data, exists (select from claimed) as claimed
            from events.event where id = ${eventId}`.execute(tx.queries);
        const row = found.rows[0];
        if (!row) throw new Error(`event ${eventId} does not exist`);
        if (!row.claimed) return;
        const { claimed: _, ...event } = row;
        await subscription.handle(tx, { ...event, subjectId: row.subject_id }, house);
      });
    },
  }));
}
