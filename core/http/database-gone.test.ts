import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { scope } from "../access/index.ts";
import { readConfig } from "../config/index.ts";
import { type EmbeddedServer, openDatabase, startEmbeddedServer } from "../database/index.ts";
import { openFileStore } from "../files/index.ts";
import { createLog } from "../log.ts";
import type { House, System } from "../system.ts";
import { createApp } from "./app.tsx";
import { requireSession } from "./guard.ts";
import { operation } from "./operation.ts";
import { sessionOf, testParts } from "./testing.ts";

const count = scope("gone-tests:read", { vi: "Đếm", en: "Count" });
const actor = {
  kind: "person" as const,
  personId: "01900000-0000-7000-8000-000000000001",
  appointmentId: "01900000-0000-7000-8000-000000000002",
  organisationId: "01900000-0000-7000-8000-000000000003",
  unitId: "01900000-0000-7000-8000-000000000003",
  fullName: "Y Vân",
  positionTitle: "Văn thư",
  roles: ["clerk"],
  scopes: [count.name],
};

const room: System = {
  name: "room",
  operations: [
    operation({
      id: "countRows",
      method: "get",
      path: "/rows",
      summary: { vi: "Đếm", en: "Count" },
      tag: "rows",
      scope: count.name,
      answer: z.object({ rows: z.int() }),
      run: async ({ house }) => ({ rows: await rows(house) }),
    }),
  ],
  pages(app, house) {
    app.get("/rows", async (c) => {
      requireSession(c);
      return c.text(`có ${await rows(house)} dòng`);
    });
    app.post("/rows", async (c) => {
      await house.database.queries.transaction().execute(async (queries) => {
        await sql`insert into kept default values`.execute(queries);
      });
      return c.redirect("/rows", 303);
    });
  },
};

async function rows(house: House): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from kept`.execute(house.database.queries);
  return found.rows[0]?.n ?? -1;
}

let folder: string;
let server: EmbeddedServer;
let house: House;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ngoc-linh-gone-"));
  chmodSync(folder, 0o755);
  server = await startEmbeddedServer(folder);
  const database = openDatabase(server.url, { max: 4 });
  await sql`create table kept (id bigint generated always as identity)`.execute(database.queries);
  house = {
    config: readConfig({ MODE: "demo", DATA_DIR: folder }),
    database,
    subscriptions: new Map(),
    files: await openFileStore(join(folder, "files")),
    log: createLog("silent"),
    services: {},
  };
  const alive = async () => await sql`select 1`.execute(database.queries);
  app = createApp(
    house,
    testParts([room], {
      // As in the running house, finding out who asks needs the database, and so does the counter of the shell.
      resolveSession: async (c) => {
        if (c.req.header("x-known") === undefined) await alive();
        return sessionOf(actor);
      },
      resolveToken: async () => {
        await alive();
        return sessionOf(actor);
      },
      unread: async () => {
        await alive();
        return 3;
      },
      health: async () => ({
        database: await alive().then(
          () => "ok",
          () => "unavailable",
        ),
      }),
    }),
  );
});
afterAll(async () => {
  await house.database.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await app.request(path, init, {});
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const post = { method: "POST", headers: { "sec-fetch-site": "same-origin" } };
const bearer = { headers: { authorization: "Bearer nlp_token_of_a_test" } };

describe("while the database is gone", () => {
  test("pages, programs and the health check say so, and all of them work again without a restart", async () => {
    expect((await ask("/rows", post)).status).toBe(303);
    expect((await ask("/rows")).text).toBe("có 1 dòng");
    expect(JSON.parse((await ask("/api/v1/rows", bearer)).text)).toEqual({ rows: 1 });
    expect((await ask("/healthz")).status).toBe(200);

    await server.stop();
    for (const init of [{}, { headers: { "x-known": "yes" } }, post]) {
      const page = await ask("/rows", init);
      expect(page.status).toBe(503);
      expect(page.headers.get("retry-after")).toBe("5");
      expect(page.headers.get("content-type")).toContain("text/html");
      expect(page.text).toContain("Hệ thống đang khôi phục");
      expect(page.text).toContain("tạm thời chưa kết nối được cơ sở dữ liệu");
    }
    expect((await ask("/rows")).text).toContain("Tải lại trang này");
    const program = await ask("/api/v1/rows", bearer);
    expect([program.status, program.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(JSON.parse(program.text)).toMatchObject({ code: "database.unavailable", status: 503 });
    const health = await ask("/healthz");
    expect([health.status, JSON.parse(health.text)]).toEqual([
      503,
      { status: "degraded", database: "unavailable" },
    ]);
    expect((await ask("/api/openapi.json")).status).toBe(200);

    server = await startEmbeddedServer(folder);
    expect((await ask("/healthz")).status).toBe(200);
    expect((await ask("/rows")).text).toBe("có 1 dòng");
    expect((await ask("/rows", post)).status).toBe(303);
    expect(JSON.parse((await ask("/api/v1/rows", bearer)).text)).toEqual({ rows: 2 });
  });

  test("a server killed in the middle of work is said the same way, and the write is not half done", async () => {
    const before = await rows(house);
    const slow = house.database.queries.transaction().execute(async (queries) => {
      await sql`insert into kept default values`.execute(queries);
      await sql`select pg_sleep(20)`.execute(queries);
    });
    const broken = slow.then(
      () => "committed",
      () => "broken",
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.kill(server.pid(), "SIGKILL");
    expect(await broken).toBe("broken");
    // The supervisor brings it back within seconds; until then every page answers 503 and none an unexpected error.
    const seen = new Set<number>();
    for (let tries = 0; tries < 400; tries += 1) {
      const { status } = await ask("/rows");
      seen.add(status);
      if (status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect([...seen].sort()).toEqual([200, 503]);
    expect(await rows(house)).toBe(before);
  });
});
