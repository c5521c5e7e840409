import pg from "pg";
import type { Database } from "./database.ts";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

export interface Ear {
  /** True while the connection stands: false means that news may be missed now. */
  hears(): boolean;
  stop(): Promise<void>;
}

/**
 * Listens on a channel of PostgreSQL over a connection of its own, outside the pool and outside any transaction. A
 * broken connection is made again, after longer and longer pauses.
 *
 * @param heard called for every notification, and whenever the connection stands (again), because something may have
 *   been missed before
 */
export function listenTo(database: Pick<Database, "url">, channel: string, heard: () => void): Ear {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pause = FIRST_RETRY_MS;
  let up = false;
  let stopped = false;

  const again = (broken: pg.Client): void => {
    if (client !== broken) return;
    client = undefined;
    up = false;
    broken.end().catch(() => undefined);
    if (stopped) return;
    timer = setTimeout(() => void connect(), pause);
    timer.unref();
    pause = Math.min(pause * 2, LONGEST_RETRY_MS);
  };
  const connect = async (): Promise<void> => {
    const mine = new pg.Client({
      connectionString: database.url,
      application_name: `ngoc-linh listens: ${channel}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client = mine;
    mine.on("notification", heard);
    mine.on("error", () => again(mine));
    mine.on("end", () => again(mine));
    try {
      await mine.connect();
      await mine.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch {
      again(mine);
      return;
    }
    if (stopped) return;
    up = true;
    pause = FIRST_RETRY_MS;
    heard();
  };
  void connect();
  return {
    hears: () => up,
    async stop() {
      stopped = true;
      up = false;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}
