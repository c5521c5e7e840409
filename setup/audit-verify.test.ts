import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSealer } from "../core/audit/index.ts";
import { readConfig } from "../core/config/index.ts";
import { migrate, openDatabase, startEmbeddedServer } from "../core/database/index.ts";
import { GROUND } from "../core/database/testing.ts";
import { migrateJobs } from "../core/jobs/index.ts";
import { transact } from "../core/transaction/index.ts";

const program = fileURLToPath(new URL("audit-verify.ts", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "audit-verify-"));
  chmodSync(folder, 0o755);
  const config = readConfig({ DATA_DIR: folder });
  await withDatabase(async (database) => {
    await migrate(database, GROUND);
    await migrateJobs(database);
    const host = { database, subscriptions: new Map(), config };
    for (let n = 0; n < 20; n += 1) {
      await transact(host, { actor: { kind: "system", name: "test" } }, async (tx) =>
        tx.record({ action: "documents.sign", objectKind: "document", objectId: `doc-${n}`, data: { n } }),
      );
    }
    await createSealer({ database, folder: join(folder, "audit"), secret: config.secret }).run();
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withDatabase(
  work: (database: ReturnType<typeof openDatabase>) => Promise<void>,
): Promise<void> {
  const server = await startEmbeddedServer(folder);
  const database = openDatabase(server.url);
  try {
    await work(database);
  } finally {
    await database.close();
    await server.stop();
  }
}

/** The command as an operator runs it, in a process of its own. */
async function verify(...options: string[]): Promise<{ code: number; output: string }> {
  return await new Promise((resolve) => {
    const env = { ...process.env, DATA_DIR: folder, DATABASE_URL: "" };
    execFile(process.execPath, ["--import", "tsx", program, ...options], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr });
    });
  });
}

test("stopped platform: the command starts the database, proves the log intact, and stops it again", async () => {
  const { code, output } = await verify();
  expect(output).toContain("NGUYÊN VẸN: không bản ghi nào bị sửa");
  expect(output).toContain("20 bản ghi đã niêm phong");
  expect(code).toBe(0);
  // It remembers the tree head it saw.
  expect(readFileSync(join(folder, "audit/witness"), "utf8")).toBe(
    readFileSync(join(folder, "audit/checkpoint"), "utf8"),
  );
});

test("running platform: the command uses its database and leaves it running; a changed row is named", async () => {
  await withDatabase(async (database) => {
    const client = await database.pool.connect();
    await client.query("set session_replication_role = replica");
    await client.query(`update audit.record set action = 'documents.read' where object_id = 'doc-7'`);
    client.release(true);
    const { code, output } = await verify("--json");
    expect(code).toBe(1);
    const report = JSON.parse(output);
    expect(report.firstBad).toMatchObject({ kind: "record-altered", index: 7, action: "documents.sign" });
    expect((await database.pool.query("select 1 as alive")).rows[0].alive).toBe(1);
  });
  const { code, output } = await verify();
  expect(code).toBe(1);
  expect(output).toMatch(/^KHÔNG NGUYÊN VẸN\. Sai đầu tiên: bản ghi đã bị sửa sau khi niêm phong \(#7 · /);
});

test("what cannot be checked is not called intact", async () => {
  const { code, output } = await verify("--data", join(folder, "nowhere"));
  expect(code).toBe(2);
  expect(output).toContain("Không kiểm tra được");
});
