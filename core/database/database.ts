import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { preparingPool } from "./prepare-statements.ts";
import type { Tables } from "./tables.ts";

/** A typed query builder: the database itself or one transaction of it. */
export type Queries = Kysely<Tables>;

/** One PostgreSQL with its pool. */
export interface Database {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly queries: Queries;
  close(): Promise<void>;
}

// int8 counters and sizes stay far below 2^53; dates stay text (yyyy-MM-dd) because a Date would shift them by the zone.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * Opens a pool. No connection is made until the first query.
 *
 * @param url PostgreSQL connection string
 * @param options `max` connections (default 20), `name` shown in pg_stat_activity
 */
export function openDatabase(url: string, options: { max?: number; name?: string } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 20,
    application_name: options.name ?? "ngoc-linh",
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    // Statements that are not waited for one by one travel together (see prepare-statements.ts).
    pipeline: true,
  });
  // A broken idle connection (server restarted) is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const queries = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) });
  return {
    url,
    pool,
    queries,
    close: () => queries.destroy(),
  };
}

/** PostgreSQL says it goes away, comes up, or takes no more clients; class 08 is the connection itself. */
const UNAVAILABLE_STATES = /^(08\d{3}|57P0[1-5]|53300)$/;
/** The socket of a running connection broke. */
const BROKEN_SOCKET = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE"]);
/** No connection could be made. The same codes of the file system mean something else. */
const NOT_REACHED = new Set(["ENOENT", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"]);

/** True when an error means "the database cannot be reached now", not "the query was wrong". */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = textOf(error, "code");
  const connecting = ["connect", "getaddrinfo"].includes(textOf(error, "syscall"));
  return (
    UNAVAILABLE_STATES.test(code) ||
    BROKEN_SOCKET.has(code) ||
    (connecting && NOT_REACHED.has(code)) ||
    /connection terminated|timeout exceeded when trying to connect|terminating connection|connection error and is not queryable/i.test(
      error.message,
    )
  );
}

function textOf(error: Error, name: "code" | "syscall"): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : "";
}
