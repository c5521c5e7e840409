import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Database } from "./database.ts";

/** A room's folder of `NNN-name.sql` files. Rooms are migrated in the order given. */
export interface MigrationSource {
  readonly room: string;
  readonly folder: URL;
}

/** A migration that already ran was edited afterwards: refused, because two databases would then differ silently. */
export class MigrationChangedError extends Error {
  readonly code = "database.migration-changed";
}

const LOCK = 7_340_034;

/**
 * Brings the schema up to date: each new file runs once, in its own transaction, in order of name.
 * Safe when several processes start together (advisory lock).
 *
 * @returns names of the migrations that ran, as `room/file`.
 * @throws MigrationChangedError when a file differs from what ran before.
 */
export async function migrate(database: Database, sources: readonly MigrationSource[]): Promise<string[]> {
  const client = await database.pool.connect();
  const ran: string[] = [];
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await client.query(`
      create schema if not exists platform;
      create table if not exists platform.migration (
        room text not null, file text not null, sha256 text not null,
        applied_at timestamptz not null default now(), primary key (room, file))`);
    const done = new Map<string, string>();
    for (const row of (await client.query("select room, file, sha256 from platform.migration")).rows) {
      done.set(`${row.room}/${row.file}`, row.sha256);
    }
    for (const source of sources) {
      const folder = fileURLToPath(source.folder);
      for (const file of (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort()) {
        const text = await readFile(join(folder, file), "utf8");
        const sha256 = createHash("sha256").update(text).digest("hex");
        const name = `${source.room}/${file}`;
        const before = done.get(name);
        if (before === sha256) continue;
        if (before !== undefined) {
          throw new MigrationChangedError(
            `${name} was edited after it had run; add a new migration instead.`,
          );
        }
        await client.query("begin");
        try {
          await client.query(text);
          await client.query("insert into platform.migration (room, file, sha256) values ($1, $2, $3)", [
            source.room,
            file,
            sha256,
          ]);
          await client.query("commit");
        } catch (error) {
          await client.query("rollback");
          throw new Error(`migration ${name} failed`, { cause: error });
        }
        ran.push(name);
      }
    }
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]).catch(() => undefined);
    client.release();
  }
  return ran;
}
