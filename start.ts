/** The front door: brings the whole province up, and takes it down cleanly. */
import { createAdaptorServer } from "@hono/node-server";
import { sql } from "kysely";
import { readConfig } from "./core/config/index.ts";
import { startEmbeddedServer } from "./core/database/index.ts";
import { createApp, helpContacts } from "./core/http/index.ts";
import {
  createFirstAdministratorLink,
  resolveRequestSession,
  resolveRequestToken,
} from "./core/identity/index.ts";
import { createLog } from "./core/log.ts";
import { liveHub, unreadCount } from "./core/notify/index.ts";
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

const starting = start();
try {
  await starting;
} catch (error) {
  if (!stopping) {
    process.stderr.write(`${describe(error)}\n`);
    await stop(1);
  }
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
    config.databaseUrl === undefined
      ? undoing(startEmbeddedServer(config.dataDirectory, note), (running) => running.stop())
      : undefined,
    demo && config.axis === undefined
      ? undoing(startStandIns(config.dataDirectory, config.secret, config.baseUrl, note), (running) =>
          running.stop(),
        )
      : undefined,
    loadAssets(),
  ]);
  goOn();

  const open = await openHouse({
    config: standIns ? { ...config, axis: standIns.axis, portal: standIns.portal } : config,
    databaseUrl: server?.url ?? config.databaseUrl ?? "",
    log,
    systems: SYSTEMS,
    services: standIns ? { standIns } : {},
  });
  undo.push(() => open.close());
  goOn();
  const { house } = open;

  const app = createApp(house, {
    place: { vi: "Tỉnh Kon Tum", en: "Kon Tum province" },
    assets: assets.page,
    systems: SYSTEMS,
    serveAsset: assets.serve,
    resolveSession: (c) => resolveRequestSession(c, house),
    resolveToken: (token, address) => resolveRequestToken(house, token, address),
    unread: (personId) => unreadCount(house.database.queries, personId),
    helpContacts: (actor) => helpContacts(house.database, actor),
    health: async () => ({
      database: await databaseHealth(),
      mode: config.mode,
      uptimeSeconds: Math.round(process.uptime()),
    }),
  });
  const work = await open.startWork({ soleInstance: server !== undefined });
  undo.push(() => work.stop());
  goOn();

  const link = await createFirstAdministratorLink(house);
  if (link) {
    const until = link.expiresAt.toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
    say(
      `Tạo quản trị viên đầu tiên tại địa chỉ dùng một lần này (đến ${until}) / make the first administrator at this one-time address:`,
    );
    say(`  ${link.url}`);
  }

  const http = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      // A file of 100 MB takes 35 minutes on a line of 400 kbit/s; Node would cut it off after five.
      requestTimeout: 3_600_000,
      // Nobody needs long for a header: whoever sends one drop by drop holds no connection.
      headersTimeout: 20_000,
      connectionsCheckingInterval: 5_000,
    },
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", (error) => reject(listenError(error, config.port)));
    http.listen(config.port, config.host, resolve);
  });
  undo.push(
    () =>
      new Promise<void>((resolve) => {
        liveHub(house).close();
        http.close(() => resolve());
        if ("closeAllConnections" in http) setTimeout(() => http.closeAllConnections(), 1_500).unref();
      }),
  );
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
  setTimeout(() => process.exit(1), 15_000).unref();
  if (code === 0) say("Đang dừng… / stopping…");
  // A start that is under way goes on to its next step, sees that it is over, and leaves a complete list of what to undo.
  await starting.catch(() => undefined);
  for (const step of undo.reverse()) {
    try {
      await step();
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
    }
  }
  process.exit(code);
}

/** Remembers how to undo a step as soon as it is done, also when another one fails beside it. */
async function undoing<Part>(step: Promise<Part>, back: (part: Part) => Promise<void>): Promise<Part> {
  const part = await step;
  undo.push(() => back(part));
  return part;
}

function listenError(error: Error, port: number): Error {
  if (!("code" in error) || error.code !== "EADDRINUSE") return error;
  return new Error(
    `Cổng ${port} đang có chương trình khác dùng. Đặt PORT khác, ví dụ: PORT=${port + 1} npm start / Port ${port} is taken; set another PORT.`,
  );
}

/** Between two steps of the start. */
function goOn(): void {
  if (stopping) throw new Error("stopped while starting");
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env.DEBUG ? String(error.stack) : error.message;
}
