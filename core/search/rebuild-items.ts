/**
 * Makes the index of some kinds anew beside the one in use, part by part, and exchanges them in one moment: searches go
 * on meanwhile. How far it has come is kept with the rows, so a rebuild that was killed goes on where it stood.
 */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { itemRow } from "./item-row.ts";

/** A rebuild that is open: begun by this call or found where a kill had left it. */
export interface Rebuild<Part> {
  /** When it was begun: what moved since then may stand in the old index only. */
  readonly startedAt: Date;
  /** Parts that are still to be filled; none when only the exchange is left. */
  readonly open: readonly { readonly position: number; readonly part: Part }[];
  /** Items of the parts that are filled. */
  readonly items: number;
}

/** What is asked of the room whose items are made anew. */
export interface RebuildPlan<Part> {
  /** Kinds that are made anew; items of other kinds are taken over as they stand. */
  readonly kinds: readonly string[];
  /** Every item of these kinds belongs to one of the parts. */
  parts(): Promise<readonly Part[]>;
  /** Reads a part as it was kept; undefined when it was cut in another way than parts are cut now. */
  readPart(kept: unknown): Part | undefined;
}

/**
 * Opens the rebuild that is left, or begins one: also when what is left is of another shape. Called while `rebuildAlone`
 * holds.
 */
export async function openRebuild<Part>(queries: Queries, plan: RebuildPlan<Part>): Promise<Rebuild<Part>> {
  const shape = await shapeOf(queries);
  const left = await sql`
    select 1 from search.rebuild where shape = ${shape} and kinds = ${[...plan.kinds]}::text[]
       and (exchanged or to_regclass('search.item_next') is not null)`.execute(queries);
  const kept = left.rows.length === 0 ? undefined : await readRebuild(queries, plan);
  if (kept) return kept;
  await begin(queries, plan, shape);
  const begun = await readRebuild(queries, plan);
  if (!begun) throw new Error("the parts that were just cut cannot be read");
  return begun;
}

/** The rebuild as it stands; undefined when its open parts were cut by an earlier version of the house. */
async function readRebuild<Part>(
  queries: Queries,
  plan: RebuildPlan<Part>,
): Promise<Rebuild<Part> | undefined> {
  const { rows } = await sql<{
    started_at: Date;
    items: number;
    open: { position: number; part: unknown }[];
  }>`
    select r.started_at, (select coalesce(sum(items), 0)::int from search.rebuild_part) as items,
           (select coalesce(json_agg(json_build_object('position', position, 'part', part) order by position), '[]')
              from search.rebuild_part where items is null) as open
      from search.rebuild r`.execute(queries);
  const [row] = rows;
  if (!row) throw new Error("the rebuild that was just begun is gone");
  const open = row.open.flatMap(({ position, part }) => {
    const read = plan.readPart(part);
    return read === undefined ? [] : [{ position, part: read }];
  });
  return open.length === row.open.length ? { startedAt: row.started_at, items: row.items, open } : undefined;
}

async function begin<Part>(queries: Queries, plan: RebuildPlan<Part>, shape: string): Promise<void> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(queries);
  const parts = (await plan.parts()).map((part, position) => ({ position, part }));
  await queries.transaction().execute(async (tx) => {
    await sql`delete from search.rebuild`.execute(tx);
    await sql`delete from search.rebuild_part`.execute(tx);
    await sql`drop table if exists search.item_next`.execute(tx);
    await sql`create table search.item_next (like search.item including defaults including constraints including storage)`.execute(
      tx,
    );
    await sql`insert into search.rebuild (kinds, shape, started_at)
      values (${[...plan.kinds]}::text[], ${shape}, ${rows[0]?.at}::timestamptz)`.execute(tx);
    await sql`insert into search.rebuild_part (position, part)
      select position, part from json_to_recordset(${JSON.stringify(parts)}::json) as r(position int, part jsonb)`.execute(
      tx,
    );
  });
}

/** The columns of an item and the words that a text of every kind of word gives. */
async function shapeOf(queries: Queries): Promise<string> {
  const { rows } = await sql<{ columns: string }>`
    select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ',' order by attnum) as columns
      from pg_attribute where attrelid = 'search.item'::regclass and attnum > 0 and not attisdropped`.execute(
    queries,
  );
  const sample = itemRow({
    id: "",
    kind: "",
    date: "",
    organisationId: "00000000-0000-0000-0000-00000000abcd",
    symbol: "05/QĐ-UBND",
    title: "Về việc thuỷ lợi, hoà giải 2021",
    issuer: "Ủy ban nhân dân",
    people: ["Y Thuần"],
    tags: ["state:new"],
    bodies: ["0"],
    content: "khẩn",
  });
  return createHash("sha256")
    .update(JSON.stringify([rows[0]?.columns, sample]))
    .digest("hex");
}

/** Another rebuild runs on this database. */
export class RebuildRunning extends Error {
  readonly code = "search.rebuild-running";
}

/** So that nobody else holds the same number by chance: a lock of the server is known by a number alone. */
const LOCK = 7_350_033_001;

/**
 * Lets one rebuild at a time run. The lock belongs to the connection, so it does not outlive a killed process.
 *
 * @throws RebuildRunning
 */
export async function rebuildAlone<Result>(queries: Queries, work: () => Promise<Result>): Promise<Result> {
  return await queries.connection().execute(async (connection) => {
    const { rows } = await sql<{
      mine: boolean;
    }>`select pg_try_advisory_lock(${LOCK}::bigint) as mine`.execute(connection);
    if (!rows[0]?.mine)
      throw new RebuildRunning(
        "Chỉ mục tìm kiếm đang được dựng lại bởi một lệnh khác. / The search index is being made anew by another command.",
      );
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${LOCK}::bigint)`.execute(connection);
    }
  });
}
