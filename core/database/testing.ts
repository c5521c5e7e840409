import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type Database, openDatabase } from "./database.ts";
import { type MigrationSource, migrate } from "./migrate.ts";

declare module "vitest" {
  export interface ProvidedContext {
    databaseUrl: string;
  }
}

export interface TestDatabase extends Database {
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

/** Migrations that `transact` itself needs. */
export const GROUND: readonly MigrationSource[] = [
  { room: "core/transaction", folder: new URL("../transaction/migrations/", import.meta.url) },
  { room: "core/events", folder: new URL("../events/migrations/", import.meta.url) },
  { room: "core/audit", folder: new URL("../audit/migrations/", import.meta.url) },
  { room: "core/jobs", folder: new URL("../jobs/migrations/", import.meta.url) },
];

/**
 * A fresh database on the test server, with the ground migrations, the job queue and those of the rooms named.
 * About 100–200 ms; call it once a file.
 */
export async function testDatabase(rooms: readonly MigrationSource[] = []): Promise<TestDatabase> {
  const server = inject("databaseUrl");
  const name = `test_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = openDatabase(url.toString(), { max: 60, name: "test" });
  await migrate(database, [...GROUND, ...rooms]);
  const { migrateJobs } = await import("../jobs/index.ts");
  await migrateJobs(database);
  return {
    ...database,
    async drop() {
      await database.close();
      await onServer(server, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
