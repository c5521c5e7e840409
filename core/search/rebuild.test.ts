import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { closeRebuild, exchangeIndex } from "./exchange-index.ts";
import { indexItems, type SearchItem } from "./index-item.ts";
import { parseQuery } from "./parse-query.ts";
import { openPartWriter, type PartWriter } from "./part-writer.ts";
import { openRebuild, type RebuildPlan, RebuildRunning, rebuildAlone } from "./rebuild-items.ts";
import { searchItems } from "./search-items.ts";

let database: TestDatabase;
let writer: PartWriter;
beforeAll(async () => {
  database = await testDatabase([{ room: "core/search", folder: new URL("migrations/", import.meta.url) }]);
  writer = await openPartWriter(database.url);
});
afterAll(async () => {
  await writer.close();
  await database.drop();
});
beforeEach(async () => {
  await database.pool.query("delete from search.item");
  await closeRebuild(database.queries);
});

const organisationId = randomUUID();
const item = (title: string, change: Partial<SearchItem> = {}): SearchItem => ({
  id: randomUUID(),
  kind: "anew",
  date: "2021-01-02",
  organisationId,
  title,
  symbol: "1/KH",
  ...change,
});

const plan = (amount: number, kind = "anew"): RebuildPlan<number> => ({
  kinds: [kind],
  parts: async () => Array.from({ length: amount }, (_, index) => index),
  readPart: Number,
});

async function found(typed: string): Promise<readonly string[]> {
  const reader = { organisations: [organisationId], readers: [] };
  const page = await searchItems(database.queries, { query: parseQuery(typed), reader });
  return page.hits.map((hit) => hit.id).sort();
}

const idsOf = (items: readonly SearchItem[]): readonly string[] => items.map(({ id }) => id).sort();

async function indexes(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ indexdef: string }>(
    "select indexdef from pg_indexes where schemaname = 'search' and tablename = 'item' order by 1",
  );
  return rows.map((row) => row.indexdef);
}

it("answers from the old index until the new one stands; the new one has its indexes and the other kinds", async () => {
  const [old, kept, again, more] = [
    item("kế cũ"),
    item("kế toán", { kind: "other" }),
    item("kê"),
    item("ke"),
  ];
  await indexItems(database.queries, [old, kept]);
  const before = await indexes();
  await openRebuild(database.queries, plan(2));
  await writer.fill(0, [again]);
  expect(await found("ke")).toEqual(idsOf([old, kept]));
  await writer.fill(1, [more]);
  const late = item("kẻ đến sau", { kind: "other" });
  await indexItems(database.queries, [late]);
  await exchangeIndex(database.queries, () => undefined);
  await closeRebuild(database.queries);
  expect(await indexes()).toEqual(before);
  expect(await found("ke")).toEqual(idsOf([kept, late, again, more]));
  // The primary key is one: the same item goes in again in place of itself.
  await indexItems(database.queries, [again, more]);
  expect(await found("1/kh")).toHaveLength(4);
});

it("goes on where a kill left it: while filling, between two indexes, and after the exchange", async () => {
  const items = [item("kế một"), item("kế hai"), item("kế ba")];
  const [one, two, three] = items;
  if (!one || !two || !three) throw new Error("no items");
  const begun = await openRebuild(database.queries, plan(3));
  expect(begun.open.map(({ part }) => part)).toEqual([0, 1, 2]);
  await writer.fill(1, [two]);
  // A part that cannot be written leaves nothing behind, not even its mark.
  await expect(writer.fill(2, [three, { ...three, date: "no day" }])).rejects.toThrow(/date/);

  const second = await openRebuild(database.queries, plan(3));
  expect(second).toMatchObject({ startedAt: begun.startedAt, items: 1 });
  expect(second.open.map(({ position }) => position)).toEqual([0, 2]);
  await writer.fill(0, [one]);
  await writer.fill(2, [three]);
  // Filled twice, as by a worker that outlived its parent: once is enough.
  await writer.fill(2, [three]);
  await database.pool.query("create unique index item_pkey_next on search.item_next using btree (id)");

  expect(await openRebuild(database.queries, plan(3))).toMatchObject({ open: [], items: 3 });
  await exchangeIndex(database.queries, () => undefined);
  expect(await openRebuild(database.queries, plan(3))).toMatchObject({
    open: [],
    startedAt: begun.startedAt,
  });
  await exchangeIndex(database.queries, () => undefined);
  await closeRebuild(database.queries);
  expect(await found("ke")).toEqual(idsOf(items));
});

it("begins anew when what was begun is of other kinds, or the table has another column since", async () => {
  await openRebuild(database.queries, plan(2, "other"));
  await writer.fill(0, [item("kế", { kind: "other" })]);
  expect((await openRebuild(database.queries, plan(2))).open).toHaveLength(2);
  await writer.fill(0, [item("kế")]);
  await database.pool.query("alter table search.item add column later text");
  expect((await openRebuild(database.queries, plan(2))).open).toHaveLength(2);
  await database.pool.query("alter table search.item drop column later; drop table search.item_next");
});

it("begins anew when the parts that are left were cut by an earlier version, of which nothing is mixed in", async () => {
  await openRebuild(database.queries, plan(3));
  await writer.fill(0, [item("kế cũ")]);
  await database.pool.query(`update search.rebuild_part set part = '{"from": "0"}' where position = 2`);
  const strict = { ...plan(3), readPart: (kept: unknown) => (typeof kept === "number" ? kept : undefined) };
  const anew = await openRebuild(database.queries, strict);
  expect(anew.items).toBe(0);
  expect(anew.open.map(({ part }) => part)).toEqual([0, 1, 2]);
  const { rows } = await database.pool.query("select 1 from search.item_next");
  expect(rows).toEqual([]);
  expect((await openRebuild(database.queries, strict)).startedAt).toEqual(anew.startedAt);
});

it("runs once at a time on a database", async () => {
  await rebuildAlone(database.queries, async () => {
    await expect(rebuildAlone(database.queries, async () => undefined)).rejects.toThrow(RebuildRunning);
  });
  expect(await rebuildAlone(database.queries, async () => "free again")).toBe("free again");
});

it("writes the very row that indexing writes, whatever stands in it", async () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const nasty = fc.oneof(
    text,
    fc.constantFrom("\\N", "\\.", "a\tb\nc\r", `"{,}" \\`, "'", "\\", "", "NULL", "hoà\0"),
  );
  const runs = 40;
  const places = (await openRebuild(database.queries, plan(runs))).open.values();
  await fc.assert(
    fc.asyncProperty(
      nasty,
      nasty,
      fc.array(nasty, { maxLength: 3 }),
      fc.option(nasty, { nil: undefined }),
      fc.boolean(),
      async (title, symbol, people, content, withdrawn) => {
        const written = item(title, {
          symbol,
          people,
          withdrawn,
          tags: people.slice(0, 1),
          bodies: ["0a1b"],
          readers: [organisationId, randomUUID()],
          ...(content === undefined ? {} : { content, issuer: content }),
        });
        await indexItems(database.queries, [written]);
        await writer.fill(places.next().value?.position ?? -1, [written]);
        const { rows } = await database.pool.query(
          "select (i.*) is not distinct from (n.*) as same from search.item i join search.item_next n using (id) where id = $1",
          [written.id],
        );
        expect(rows).toEqual([{ same: true }]);
      },
    ),
    { numRuns: runs, endOnFailure: true },
  );
});
