import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { comparePortal, dice, walk } from "../testing/many-dossiers.ts";
import { type TestPortal, testPortal } from "../testing/test-portal.ts";

const SENDER = fileURLToPath(new URL("../testing/sender-process.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sender-"));
let portal: TestPortal;
let child: ChildProcess | undefined;

beforeAll(async () => {
  portal = await testPortal({ patienceMs: 400 });
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await portal.close();
  rmSync(folder, { recursive: true, force: true });
});

const count = async (condition: "sent" | "tried") => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from public_services.portal_message
    where ${condition === "sent" ? sql`standing = 'sent'` : sql`unsure`}`.execute(
    portal.house.database.queries,
  );
  return rows[0]?.n ?? 0;
};

test("a sender that is killed in the middle of its work leaves nothing doubled, lost or out of order", async () => {
  const random = dice(11);
  const ids = await Promise.all(Array.from({ length: 40 }, () => walk(portal, random)));
  for (const id of ids) await portal.queue(id);
  await portal.faults({ share: 0.3, kinds: ["lost", "slow"], holdMs: 200, seed: 5 });
  let killedWhileSending = 0;
  for (let kill = 1; kill <= 3; kill += 1) {
    const before = await count("sent");
    child = spawn(
      process.execPath,
      ["--import", "tsx", SENDER, folder, portal.house.database.url, portal.national.endpoint],
      {
        stdio: "ignore",
      },
    );
    await expect
      .poll(async () => (await count("sent")) > before + 25 && (await count("tried")) > 0, {
        timeout: 60_000,
        interval: 5,
      })
      .toBe(true);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    if ((await count("tried")) > 0) killedWhileSending += 1;
    // What the dead one held is free when its time is over.
    await sql`update public_services.portal_dossier set lease_until = now() where lease is not null`.execute(
      portal.house.database.queries,
    );
  }
  expect(killedWhileSending).toBeGreaterThan(0);
  await portal.drain();
  expect((await comparePortal(portal, ids)).wrong).toEqual([]);
}, 240_000);
