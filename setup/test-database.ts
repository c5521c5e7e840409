import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedServer } from "../core/database/index.ts";

/** One real PostgreSQL for the whole test run; each test file makes its own database on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.TEST_DATABASE_URL) {
    project.provide("databaseUrl", process.env.TEST_DATABASE_URL);
    return async () => undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-test-"));
  const { chmodSync } = await import("node:fs");
  chmodSync(folder, 0o755);
  const server = await startEmbeddedServer(folder);
  project.provide("databaseUrl", server.url);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
