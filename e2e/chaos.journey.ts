import { expect, test } from "vitest";
import { runChaos } from "../setup/chaos/run-chaos.ts";

// The whole run is `npm run chaos`; these few kills keep it from rotting.
test("after kills at the worst moments nothing is lost, doubled or half-done", async () => {
  const report = await runChaos({ kills: 4, say: () => undefined });
  const broken = report.findings.flatMap(({ promise, broken }) =>
    broken.map((line) => `${promise}: ${line}`),
  );
  expect(broken).toEqual([]);
  expect(report.documents).toBeGreaterThan(0);
  expect(report.sound).toBe(true);
}, 600_000);
