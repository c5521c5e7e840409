import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { IndexDefinition } from "./tables.ts";

/** The tables a large run writes most rows into. */
const TABLES = [
  "incoming",
  "assignment",
  "outgoing",
  "recipient",
  "history",
  "attachment",
  "revision",
] as const;

/**
 * Drops the indexes that no constraint needs: making one over all rows at the end takes a fraction of the time of
 * keeping it up row by row.
 *
 * @returns what `putIndexesBack` needs; the caller keeps it where a crash cannot lose it, in the same transaction
 */
export async function putIndexesAside(queries: Queries): Promise<readonly IndexDefinition[]> {
  const { rows } = await sql<IndexDefinition>`
    select t.relname as table, c.relname as name, pg_get_indexdef(i.indexrelid) as definition
      from pg_index i
      join pg_class c on c.oid = i.indexrelid
      join pg_class t on t.oid = i.indrelid
      join pg_namespace n on n.oid = t.relnamespace
     where n.nspname = 'documents' and t.relname = any(${[...TABLES]}::text[])
       and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)
     order by t.relname, c.relname`.execute(queries);
  for (const { name } of rows) await sql`drop index documents.${sql.ref(name)}`.execute(queries);
  return rows;
}

/** Makes them again; those that a run before a crash has made already are left as they are. */
export async function putIndexesBack(
  queries: Queries,
  definitions: readonly IndexDefinition[],
  onIndex: (name: string) => void = () => undefined,
): Promise<void> {
  await queries.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`set maintenance_work_mem = '512MB'`.execute(connection);
    try {
      for (const { name, definition } of definitions) {
        onIndex(name);
        await sql
          .raw(definition.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX IF NOT EXISTS "))
          .execute(connection);
      }
      for (const table of TABLES) await sql`vacuum (analyze) documents.${sql.ref(table)}`.execute(connection);
    } finally {
      await sql`reset statement_timeout`.execute(connection);
      await sql`reset maintenance_work_mem`.execute(connection);
    }
  });
}
