import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DOSSIER_STATES } from "../../dossiers/index.ts";
import { comparePortal, walkMany } from "../testing/many-dossiers.ts";
import { type TestPortal, testPortal } from "../testing/test-portal.ts";
import { sendDue } from "./send-due.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await testPortal({ patienceMs: 400 });
});
afterAll(() => portal.close());

test("hundreds of dossiers through every state, a fifth of all calls going wrong: right at the end, each effect once", async () => {
  await portal.faults({ share: 0.2, holdMs: 600, seed: 20220305 });
  const stop = new AbortController();
  const sending = keepSending(stop.signal);
  const ids = await walkMany(portal, { dossiers: 200, seed: 7 });
  stop.abort();
  await sending;
  await portal.drain();
  const { states, messages, wrong } = await comparePortal(portal, ids);
  expect(wrong).toEqual([]);
  expect([...states].sort((a, b) => a - b)).toEqual([...DOSSIER_STATES]);
  const { rows } = await sql<{
    sent: number;
    tries: number;
  }>`select count(*)::int as sent, sum(tries)::int as tries
    from public_services.portal_message where standing = 'sent'`.execute(portal.house.database.queries);
  expect(rows[0]?.sent).toBe(messages);
  expect(rows[0]?.tries).toBeGreaterThan(messages);
}, 300_000);

async function keepSending(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sendDue(portal.house, portal.adapter, signal, { pauseMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
