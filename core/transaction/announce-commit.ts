import type { Database } from "../database/index.ts";

/** The channel on which a process says that something was committed. */
export const COMMIT_CHANNEL = "ngoc_linh_commit";

const AFTER_MS = 30;
const waiting = new WeakSet<Database>();

/**
 * Wakes whoever listens for commits (open pages), once for many of them. After the commit and outside it: a
 * notification inside a transaction makes all commits of the database wait for each other. One that is lost when a
 * process dies costs nothing but the listener's next look by itself.
 */
export function announceCommit(database: Database): void {
  if (waiting.has(database)) return;
  waiting.add(database);
  setTimeout(() => {
    waiting.delete(database);
    if (database.pool.ended) return;
    database.pool.query("select pg_notify($1, '')", [COMMIT_CHANNEL]).catch(() => undefined);
  }, AFTER_MS).unref();
}
