/** The front door: brings the whole province up, and takes it down cleanly. */
import { createAdaptorServer } from "@hono/node-server";
import { sql } from "kysely";
import { readConfig } from "./core/config/index.ts";
import { startEmbeddedServer } from "./core/database/index.ts";
import { createApp } from "./core/http/index.ts";
import { resolveRequestSession, resolveRequestToken } from "./core/identity/index.ts";
import { createLog } from "./core/log.ts";
import { unreadCount } from "./core/notify/index.ts";
import { holdInstance } from "./setup/instance.ts";
import { openHouse } from "./setup/open-house.ts";
import { SYSTEMS } from "./setup/rooms.ts";
import { startStandIns } from "./setup/stand-ins.ts";
import { loadAssets } from "./web/assets.ts";

const startedAt = performance.now();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** What must be undone at the end, last first. */
const undo: (() => Promise<void> | void)[] = [];
let stopping = false;

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));

try {
  await start();
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? (process.env.DEBUG ? error.stack : error.message) : String(error)}\n`,
  );
  await stop(1);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog("info");
  const note = (line: string): void => log.info({}, line);
  undo.push(holdInstance(config.dataDirectory));
  const demo = config.mode === "demo";
  say(
    demo
      ? "Ngọc Linh đang khởi động (chế độ trình diễn)… / starting in demo mode…"
      : "Ngọc Linh đang khởi động… / starting…",
  );

  const [server, standIns, assets] = await Promise.all([
    config.databaseUrl === undefined ? startEmbeddedServer(config.dataDirectory, note) : undefined,
    demo && config.axis === undefined ? startStandIns(config.dataDirectory, config.secret, note) : undefined,
    loadAssets(),
  ]);
  if (server) undo.push(() => server.stop());
  if (standIns) undo.push(() => standIns.stop());

  const open = await openHouse({
    config: standIns ? { ...config, axis: standIns.axis } : config,
    databaseUrl: server?.url ?? config.databaseUrl ?? "",
    log,
    systems: SYSTEMS,
    services: standIns ? { standIns } : {},
  });
  undo.push(() => open.close());
  const { house } = open;

  const app = createApp(house, {
    place: { vi: "Tỉnh Kon Tum", en: "Kon Tum province" },
    assets: assets.page,
    systems: SYSTEMS,
    serveAsset: assets.serve,
    resolveSession: (c) => resolveRequestSession(c, house),
    resolveToken: (token, address) => resolveRequestToken(house, token, address),
    unread: (personId) => unreadCount(house.database.queries, personId),
    health: async () => ({
      database: await databaseHealth(),
      mode: config.mode,
      uptimeSeconds: Math.round(process.uptime()),
    }),
  });
  const http = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(config.port, config.host, resolve);
  });
  undo.push(
    () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        if ("closeAllConnections" in http) setTimeout(() => http.closeAllConnections(), 1_500).unref();
      }),
  );
  const work = await open.startWork({ soleInstance: server !== undefined });
  undo.push(() => work.stop());

  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).replace(".", ",");
  say(`Sẵn sàng sau ${seconds} giây: ${config.baseUrl}`);
  if (demo)
    say(
      "Chế độ trình diễn: mở địa chỉ trên và chọn một vai để đăng nhập. / Demo mode: open the address and choose a role.",
    );

  async function databaseHealth(): Promise<"ok" | "unavailable"> {
    try {
      await sql`select 1`.execute(house.database.queries);
      return "ok";
    } catch {
      return "unavailable";
    }
  }
}

/** Undoes what was started, last first; never longer than 15 seconds. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(code === 0 ? 1 : code), 15_000).unref();
  if (code === 0) say("Đang dừng… / stopping…");
  for (const step of undo.reverse()) {
    try {
      await step();
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
    }
  }
  process.exit(code);
}
