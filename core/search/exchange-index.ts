import { sql } from "kysely";
import type { Queries } from "../database/index.ts";

/** Rows are sorted, and the indexes together built, in so much memory: more than the server gives by itself, because it is for once. */
const BUILD_MEMORY = "512MB";

interface IndexRow {
  readonly name: string;
  readonly definition: string;
  readonly primary: boolean;
}

/**
 * Gives the filled table the indexes of the one in use, whatever migrations made them, and then its name. Does nothing
 * if that is done. Indexes that a kill left finished are kept.
 */
export async function exchangeIndex(queries: Queries, onIndex: (name: string) => void): Promise<void> {
  const { rows } = await sql`select 1 from search.rebuild where not exchanged`.execute(queries);
  if (rows.length === 0) return;
  await sortByOrganisation(queries);
  const indexes = await indexesInUse(queries);
  // The index of words takes longer than all others together; the server builds it on all processors but one.
  const words = indexes.filter(({ definition }) => definition.includes(" USING gin "));
  const others = indexes.filter((index) => !words.includes(index));
  await Promise.all([build(queries, words, onIndex), build(queries, others, onIndex)]);
  await exchange(queries, indexes);
}

/** The open rebuild is done with: what moved meanwhile has been put in again. */
export async function closeRebuild(queries: Queries): Promise<void> {
  await queries.transaction().execute(async (tx) => {
    await sql`delete from search.rebuild`.execute(tx);
    await sql`delete from search.rebuild_part`.execute(tx);
  });
}

/**
 * Puts the filled table in the order of organisations. Words stand in the index by organisation (decision 054), so the
 * index is then built from few words at a time instead of all at once, which takes half the work; and the rows of one
 * organisation lie together when they are read. All or nothing: a kill in the middle leaves the table as it was.
 */
async function sortByOrganisation(queries: Queries): Promise<void> {
  const { rows } = await sql`select 1 from search.rebuild where not sorted`.execute(queries);
  if (rows.length === 0) return;
  await queries.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`set work_mem = ${sql.lit(BUILD_MEMORY)}`.execute(connection);
    try {
      await connection.transaction().execute(async (tx) => {
        await sql
          .raw(
            `create table search.item_sorted (like search.item_next including defaults including constraints including storage);
             insert into search.item_sorted select * from search.item_next order by organisation_id, id;
             drop table search.item_next;
             alter table search.item_sorted rename to item_next;
             update search.rebuild set sorted = true`,
          )
          .execute(tx);
      });
    } finally {
      await sql`reset statement_timeout`.execute(connection);
      await sql`reset work_mem`.execute(connection);
    }
  });
}

async function indexesInUse(queries: Queries): Promise<readonly IndexRow[]> {
  const { rows } = await sql<IndexRow>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition, i.indisprimary as primary
      from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = 'search.item'::regclass order by c.relname`.execute(queries);
  return rows;
}

async function build(
  queries: Queries,
  indexes: readonly IndexRow[],
  onIndex: (name: string) => void,
): Promise<void> {
  await queries.connection().execute(async (connection) => {
    // An index over millions of rows takes minutes, and that is no reason to give it up.
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`set maintenance_work_mem = ${sql.lit(BUILD_MEMORY)}`.execute(connection);
    try {
      for (const { name, definition } of indexes) {
        onIndex(name);
        const next = definition.replace(
          / INDEX \S+ ON search\.item /,
          ` INDEX IF NOT EXISTS ${name}_next ON search.item_next `,
        );
        await sql.raw(next).execute(connection);
      }
    } finally {
      await sql`reset statement_timeout`.execute(connection);
      await sql`reset maintenance_work_mem`.execute(connection);
    }
  });
}

/** Items of other kinds are taken over here, where nobody can change them meanwhile; readers wait for the names only. */
async function exchange(queries: Queries, indexes: readonly IndexRow[]): Promise<void> {
  const primary = indexes.find((index) => index.primary);
  await queries.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    try {
      await sql`analyze search.item_next`.execute(connection);
      await connection.transaction().execute(async (tx) => {
        await sql`lock table search.item in share row exclusive mode`.execute(tx);
        await sql`insert into search.item_next select * from search.item
          where kind <> all(select unnest(kinds) from search.rebuild)`.execute(tx);
        await sql
          .raw(
            [
              "drop table search.item",
              "alter table search.item_next rename to item",
              ...indexes.map(({ name }) => `alter index search.${name}_next rename to ${name}`),
              ...(primary
                ? [
                    `alter table search.item add constraint ${primary.name} primary key using index ${primary.name}`,
                  ]
                : []),
              "update search.rebuild set exchanged = true",
            ].join(";\n"),
          )
          .execute(tx);
      });
    } finally {
      await sql`reset statement_timeout`.execute(connection);
    }
  });
}
