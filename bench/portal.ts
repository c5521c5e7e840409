import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Queries } from "../core/database/index.ts";
import { createPortalAdapter } from "../systems/public-services/portal/adapter/portal-adapter.ts";
import { driveDossiers } from "../systems/public-services/portal/testing/drive-dossiers.ts";
import { comparePortal, walkMany } from "../systems/public-services/portal/testing/many-dossiers.ts";
import { configOf, DAK_HA, startNational } from "../systems/public-services/portal/testing/test-portal.ts";
import { openBenchHouse } from "./house/open-bench-house.ts";
import { clock, type Report } from "./support.ts";

const DOSSIERS = Number(process.env.BENCH_PORTAL_DOSSIERS ?? 10_000);
const PATIENCE_MS = 1_000;

/**
 * The whole house at work: dossiers walk through every state, its events and its loop send them, and a fifth of all calls to
 * the portal fails before or after its effect. At the end everything there must stand as it stands here, each effect once.
 */
export async function run(report: Report): Promise<void> {
  const bench = await openBenchHouse();
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-bench-portal-"));
  const national = await startNational(folder);
  try {
    const { house } = bench;
    house.services.portal = createPortalAdapter(configOf(national), { patienceMs: PATIENCE_MS });
    await national.faults({ share: 0.2, holdMs: PATIENCE_MS * 2, seed: 1 });
    const organisationId = await bench.organisation(DAK_HA);
    const clerk = await bench.actor("clerk", organisationId);
    const driver = {
      ...driveDossiers({ house, organisationId, clerk, national }),
      queue: async () => undefined,
    };
    const work = await bench.startWork();
    const began = clock();
    const ids = await walkMany(driver, { dossiers: DOSSIERS, seed: 1, hands: 8 });
    report.note(
      `portal: ${ids.length} dossiers at their end after ${((clock() - began) / 1_000).toFixed(0)} s`,
    );
    for (let quiet = 0; quiet < 5; ) {
      await sleep(1_000);
      quiet = (await waiting(bench.house.database.queries)) === 0 ? quiet + 1 : 0;
    }
    const seconds = (clock() - began) / 1_000 - 5;
    await work.stop();
    const { messages, wrong } = await comparePortal(driver, ids);
    for (const line of wrong.slice(0, 10)) report.note(`portal: ${line}`);
    report.figure({ figure: "portal.sync", value: messages / seconds, unit: "messages/s" });
    report.figure({
      figure: "portal.wrong",
      value: wrong.length,
      unit: "differences",
      target: { at: "≤", limit: 0 },
    });
  } finally {
    await national.close();
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Events that are not queued yet and messages that have not arrived yet. */
async function waiting(queries: Queries): Promise<number> {
  const { rows } = await sql<{ n: number }>`select
      (select count(*) from public_services.portal_message where standing <> 'sent') +
      (select count(*) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        where t.identifier = 'event:portal.dossiers') as n`.execute(queries);
  return Number(rows[0]?.n ?? 0);
}
