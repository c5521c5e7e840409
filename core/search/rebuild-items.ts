import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { insertItems, type SearchItem } from "./index-item.ts";

/** How far a rebuild has come, for whoever waits for it. */
export type RebuildStep =
  | { readonly step: "items"; readonly items: number }
  | { readonly step: "indexes" }
  | { readonly step: "done"; readonly items: number };

/** Each index is built in so much memory; more than the server gives by itself, because nothing else is built then. */
const BUILD_MEMORY = "512MB";

/**
 * Makes the index of some kinds anew beside the one in use and exchanges them in one moment: searches go on meanwhile.
 * What changed while it was built is in the old index only, so the caller puts that in again afterwards.
 *
 * @param kinds what is made anew; items of other kinds are taken over as they stand
 * @param batches every item of these kinds
 * @returns how many items were made anew
 */
export async function rebuildItems(
  queries: Queries,
  kinds: readonly string[],
  batches: AsyncIterable<readonly SearchItem[]>,
  onStep: (step: RebuildStep) => void = () => undefined,
): Promise<number> {
  return await queries.connection().execute(async (connection) => {
    // An index over millions of rows takes minutes, and that is no reason to give it up.
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`set maintenance_work_mem = ${sql.lit(BUILD_MEMORY)}`.execute(connection);
    try {
      await sql`drop table if exists search.item_next`.execute(connection);
      await sql`create table search.item_next (like search.item including defaults including constraints including storage)`.execute(
        connection,
      );
      await sql`insert into search.item_next select * from search.item where kind <> all(${[...kinds]}::text[])`.execute(
        connection,
      );
      const items = await fill(connection, batches, onStep);
      onStep({ step: "indexes" });
      await exchange(connection);
      onStep({ step: "done", items });
      return items;
    } finally {
      await sql`drop table if exists search.item_next`.execute(connection);
      await sql`reset statement_timeout`.execute(connection);
      await sql`reset maintenance_work_mem`.execute(connection);
    }
  });
}

/** While the server writes one batch, the words of the next are found here. */
async function fill(
  queries: Queries,
  batches: AsyncIterable<readonly SearchItem[]>,
  onStep: (step: RebuildStep) => void,
): Promise<number> {
  let items = 0;
  let writing: Promise<void> = Promise.resolve();
  for await (const batch of batches) {
    await writing;
    writing = insertItems(queries, sql`search.item_next`, batch);
    // Its failure is thrown where it is waited for.
    writing.catch(() => undefined);
    items += batch.length;
    onStep({ step: "items", items });
  }
  await writing;
  return items;
}

interface IndexRow {
  readonly name: string;
  readonly definition: string;
  readonly primary: boolean;
}

/** The new table gets the indexes of the old one, whatever migrations made them, and then its name. */
async function exchange(queries: Queries): Promise<void> {
  const { rows: indexes } = await sql<IndexRow>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition, i.indisprimary as primary
      from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = 'search.item'::regclass`.execute(queries);
  for (const { name, definition } of indexes) {
    const next = definition.replace(
      ` INDEX ${name} ON search.item `,
      ` INDEX ${name}_next ON search.item_next `,
    );
    await sql.raw(next).execute(queries);
  }
  await sql`analyze search.item_next`.execute(queries);
  // One text of several statements without parameters is one transaction.
  const primary = indexes.find((index) => index.primary);
  await sql
    .raw(
      [
        "drop table search.item",
        "alter table search.item_next rename to item",
        ...indexes.map(({ name }) => `alter index search.${name}_next rename to ${name}`),
        ...(primary
          ? [`alter table search.item add constraint ${primary.name} primary key using index ${primary.name}`]
          : []),
      ].join(";\n"),
    )
    .execute(queries);
}
