import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { indexItem, putBodies, removeUnusedBodies } from "./index-item.ts";
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
