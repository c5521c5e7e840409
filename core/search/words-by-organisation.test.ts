import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { indexItem, indexItems, putBodies, removeUnusedBodies } from "./index-item.ts";
import { asTsvector, bodyLexeme, itemLexemes } from "./lexemes.ts";
import { parseQuery } from "./parse-query.ts";
import { searchItems } from "./search-items.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([{ room: "core/search", folder: new URL("migrations/", import.meta.url) }]);
});
afterAll(() => database.drop());

it("an index made before words stood by organisation becomes the same as one made anew", async () => {
  const { queries } = database;
  const parts = { title: "Thủy lợi nội đồng", people: ["Y Vân"], tags: ["state:new"], bodies: ["a1b2"] };
  await putBodies(queries, [{ key: "a1b2", text: "khó khăn vướng mắc" }]);
  for (const words of [parts, { title: "…" }]) {
    const item = { kind: "k", date: "2022-03-05", organisationId: randomUUID(), id: randomUUID(), ...words };
    await indexItem(queries, item);
    const lex = async (): Promise<unknown> =>
      (
        await sql<{ lex: string }>`select lex::text from search.item where id = ${item.id}::uuid`.execute(
          queries,
        )
      ).rows[0]?.lex;
    const made = await lex();
    await sql`update search.item set lex = ${asTsvector(itemLexemes(words))}::tsvector where id = ${item.id}::uuid`.execute(
      queries,
    );
    const migration = await readFile(
      new URL("migrations/004-words-by-organisation.sql", import.meta.url),
      "utf8",
    );
    await queries.transaction().execute(async (tx) => {
      await sql`update search.item set lex = '' where id <> ${item.id}::uuid`.execute(tx);
      await sql.raw(migration).execute(tx);
    });
    expect(await lex()).toBe(made);
  }
});

it("items of two organisations that share a shelf stay apart, and a body is kept while any of them names it", async () => {
  const { queries } = database;
  const twins = ["11111111-1111-4111-8111-11111111abcd", "22222222-2222-4222-8222-22222222abcd"];
  await putBodies(queries, [{ key: "c3d4", text: "số liệu chưa thống nhất" }]);
  for (const organisationId of twins)
    await indexItem(queries, {
      kind: "k",
      date: "2022-03-05",
      id: randomUUID(),
      organisationId,
      title: "kế hoạch tưới tiêu",
      bodies: ["c3d4"],
    });
  for (const organisationId of twins)
    for (const typed of ["ke hoach tuoi", "so lieu chua"]) {
      const reader = { organisations: [organisationId], readers: [] };
      const { hits } = await searchItems(queries, { query: parseQuery(typed), reader });
      expect(hits.map((hit) => hit.organisationId)).toEqual([organisationId]);
    }
  const kept = async (): Promise<number> => {
    await removeUnusedBodies(queries, ["c3d4"]);
    return (await sql`select 1 from search.body where key = 'c3d4'`.execute(queries)).rows.length;
  };
  expect(bodyLexeme("c3d4")).toBe("$c3d4");
  expect(await kept()).toBe(1);
  await sql`delete from search.item where organisation_id = ${twins[0]}::uuid`.execute(queries);
  expect(await kept()).toBe(1);
  await sql`delete from search.item where organisation_id = ${twins[1]}::uuid`.execute(queries);
  expect(await kept()).toBe(0);
});

it("the newest are the newest, however often and however long ago a word was used, for whoever asks", async () => {
  const organisationId = randomUUID();
  const person = randomUUID();
  const day = (index: number): string =>
    new Date(Date.UTC(2022, 0, 1) - index * 86_400_000).toISOString().slice(0, 10);
  // Newest first: always, in every sixth, in every fiftieth, only long ago and often, only long ago and seldom.
  const words: readonly [string, (index: number) => boolean][] = [
    ["luôn", () => true],
    ["đôi khi", (index) => index % 6 === 0],
    ["ít khi", (index) => index % 50 === 7],
    ["ngày xưa", (index) => index >= 900],
    ["một thuở", (index) => index >= 900 && index % 100 === 0],
  ];
  const items = Array.from({ length: 2_200 }, (_, index) => ({
    kind: "k",
    id: randomUUID(),
    date: day(index),
    organisationId,
    title: ["giấy tờ", ...words.flatMap(([word, has]) => (has(index) ? [word] : []))].join(" "),
    readers: index % 3 === 0 ? [person] : [],
  }));
  for (let start = 0; start < items.length; start += 500)
    await indexItems(database.queries, items.slice(start, start + 500));
  const clerk = { organisations: [organisationId], readers: [] };
  const named = { organisations: [], readers: [person], home: organisationId };
  for (const [word, has] of words)
    for (const [reader, mayRead] of [
      [clerk, () => true],
      [named, (index: number) => index % 3 === 0],
    ] as const) {
      const expected = items.filter((_, index) => has(index) && mayRead(index)).map((item) => item.id);
      const found: string[] = [];
      let after: string | undefined;
      for (let page = 0; page < 3; page += 1) {
        const { hits, next } = await searchItems(database.queries, {
          query: parseQuery(word),
          reader,
          ...(after === undefined ? {} : { after }),
        });
        found.push(...hits.map((hit) => hit.id));
        after = next;
        if (next === undefined) break;
      }
      expect(found).toEqual(expected.slice(0, 60));
    }
});
