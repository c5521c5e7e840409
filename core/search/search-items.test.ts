import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { aliases, loadAliases, putAliasGroup } from "./aliases.ts";
import { fold } from "./fold.ts";
import { highlight, snippet } from "./highlight.ts";
import { indexItem, indexItems, removeItem, type SearchItem, withdrawItem } from "./index-item.ts";
import { itemLexemes, lexemes, shelfOf } from "./lexemes.ts";
import { parseQuery, withoutMarks } from "./parse-query.ts";
import { countItems, InvalidCursor, type Reader, searchItems } from "./search-items.ts";

const A = randomUUID();
const B = randomUUID();
const PERSON = randomUUID();
const ALL_OF_A: Reader = { organisations: [A], readers: [] };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([{ room: "core/search", folder: new URL("migrations/", import.meta.url) }]);
});
afterAll(() => database.drop());

async function put(item: Partial<SearchItem> & { title: string }): Promise<string> {
  const id = item.id ?? randomUUID();
  await indexItem(database.queries, { kind: "outgoing", date: "2022-03-05", organisationId: A, ...item, id });
  return id;
}

async function titles(typed: string, reader: Reader = ALL_OF_A): Promise<string[]> {
  const page = await searchItems(database.queries, { query: parseQuery(typed), reader });
  return page.hits.map((hit) => hit.title);
}

describe("terms of a text", () => {
  it("are folded words, folded pairs and exact forms", () => {
    expect(lexemes("Kế hoạch 2022").sort()).toEqual(
      ["=hoạch", "=kế", "2022", "hoach", "hoach_2022", "ke", "ke_hoach"].sort(),
    );
  });
  it("of the body are kept apart from those of the title", () => {
    expect(itemLexemes({ title: "Kế", content: "kế vẽ" })).toEqual(["ke", "=kế", "~ve", "~=vẽ", "~ke_ve"]);
  });
});

describe("a question", () => {
  it("recognises number and notation among words", () => {
    expect(parseQuery("125/STTTT-CNTT").symbol).toBe("125/stttt-cntt");
    expect(parseQuery("công văn 05/BNV-VP về lương").symbol).toBe("5/bnv-vp");
    expect(parseQuery("15/2022/QĐ-UBND").symbol).toBe("15/2022/qd-ubnd");
    expect(parseQuery("kế hoạch 2022").symbol).toBeUndefined();
  });
  it("means its marks only when typed with marks; a symbol does not count", () => {
    expect(parseQuery("kế hoạch").marked).toBe(true);
    expect(parseQuery("ke hoach 12/QĐ-UBND").marked).toBe(false);
    expect(withoutMarks(parseQuery("kế hoạch")).marked).toBe(false);
  });
});

describe("finding", () => {
  it("a folded question finds every spelling, a marked one only its own, in either normal form", async () => {
    const reader: Reader = { organisations: [randomUUID()], readers: [] };
    const organisationId = reader.organisations[0] ?? "";
    for (const title of ["Họp bàn ẩn danh", "Hợp bản an dánh", "HỌP BÀN ẨN DANH"])
      await put({ title, organisationId });
    expect((await titles("hop ban an danh", reader)).length).toBe(3);
    expect((await titles("họp bàn ẩn danh", reader)).length).toBe(2);
    expect((await titles("họp bàn ẩn danh".normalize("NFD"), reader)).length).toBe(2);
    expect(await titles("hợp an", reader)).toEqual(["Hợp bản an dánh"]);
    expect(await titles("HỢP AN", reader)).toEqual(["Hợp bản an dánh"]);
  });

  it("the place of the tone mark makes no difference", async () => {
    await put({ title: "Bảo vệ sức khoẻ và thuỷ lợi xã Hoà Bình" });
    expect(await titles("sức khỏe thủy lợi Hòa Bình")).toEqual(["Bảo vệ sức khoẻ và thuỷ lợi xã Hoà Bình"]);
  });

  it("by number and notation, whole or begun, with or without marks and leading zero", async () => {
    await put({ title: "Về việc kết nối", symbol: "05/QĐ-STTTT" });
    for (const typed of ["05/QĐ-STTTT", "5/qd-stttt", "5/QĐ", "05 / QĐ - STTTT", "5/qđ-stttt kết nối"])
      expect(await titles(typed)).toEqual(["Về việc kết nối"]);
    expect(await titles("5/QĐ-STTTT không có")).toEqual([]);
  });

  it("symbol first, then the phrase, then the words anywhere, each newest first", async () => {
    const organisationId = randomUUID();
    const reader: Reader = { organisations: [organisationId], readers: [] };
    await put({ organisationId, title: "hoạch định kế sách", date: "2022-03-09" });
    await put({ organisationId, title: "kế hoạch cũ", date: "2022-03-01" });
    await put({ organisationId, title: "kế hoạch mới", date: "2022-03-02" });
    await put({ organisationId, title: "không liên quan", content: "theo kế hoạch năm", date: "2022-03-03" });
    expect(await titles("ke hoach", reader)).toEqual([
      "không liên quan",
      "kế hoạch mới",
      "kế hoạch cũ",
      "hoạch định kế sách",
    ]);
  });

  it("explains a hit with the marks as written", async () => {
    const organisationId = randomUUID();
    await put({
      organisationId,
      title: "Báo cáo quý I",
      content: `${"chữ ".repeat(100)}chuyển đổi số ở xã Đăk Long`,
    });
    const { hits } = await searchItems(database.queries, {
      query: parseQuery("chuyen doi so"),
      reader: { organisations: [organisationId], readers: [] },
    });
    expect(hits[0]?.where).toBe("content");
    expect(hits[0]?.contentSegments.filter((segment) => segment.hit)).toEqual([
      { text: "chuyển đổi số", hit: true },
    ]);
  });

  it("aliases of places and abbreviations apply to the question", async () => {
    const organisationId = randomUUID();
    const reader: Reader = { organisations: [organisationId], readers: [] };
    await put({ organisationId, title: "Ủy ban nhân dân huyện Đắk Hà" });
    await putAliasGroup(database.queries, "dak", ["Đăk", "Đắk", "Đak"]);
    await putAliasGroup(database.queries, "ubnd", ["UBND", "Ủy ban nhân dân"]);
    const table = await loadAliases(database.queries);
    const find = async (typed: string) =>
      (await searchItems(database.queries, { query: parseQuery(typed, table), reader })).hits.length;
    for (const typed of ["ubnd huyen dak ha", "UBND huyện Đăk Hà", "Uỷ ban nhân dân huyện Đak Hà"])
      expect(await find(typed)).toBe(1);
    expect(await find("UBND huyện Đắc Hà")).toBe(0);
  });
});

describe("rights", () => {
  it("what a reader may not see is neither found nor counted", async () => {
    const word = "ngọclinhriêng";
    const mine = await put({ title: `${word} a`, organisationId: A });
    const named = await put({ title: `${word} b`, organisationId: B, readers: [PERSON] });
    await put({ title: `${word} c`, organisationId: B });
    const secret = await put({ title: `${word} d`, organisationId: A, confidentiality: 2 });
    const ask = async (reader: Reader) => {
      const request = { query: parseQuery(word), reader };
      const { hits } = await searchItems(database.queries, request);
      expect((await countItems(database.queries, request)).count).toBe(hits.length);
      return hits.map((hit) => hit.id).sort();
    };
    expect(await ask({ organisations: [A], readers: [PERSON], home: B })).toEqual([mine, named].sort());
    expect(await ask({ organisations: [A], readers: [], clearance: 2 })).toEqual([mine, secret].sort());
    expect(await ask({ organisations: [], readers: [PERSON], home: B })).toEqual([named]);
    expect(await ask({ organisations: [], readers: [] })).toEqual([]);
    await withdrawItem(database.queries, named);
    expect(await ask({ organisations: [], readers: [PERSON], home: B })).toEqual([]);
    await removeItem(database.queries, mine);
    expect(await ask({ organisations: [A], readers: [] })).toEqual([]);
  });
});

describe("paging", () => {
  it("shows every hit exactly once over any page size, in the same order", async () => {
    const organisationId = randomUUID();
    const other = randomUUID();
    await indexItems(
      database.queries,
      Array.from({ length: 60 }, (_, i) => ({
        id: randomUUID(),
        kind: i % 3 === 0 ? "incoming" : "outgoing",
        date: `2022-03-${String(1 + (i % 7)).padStart(2, "0")}`,
        organisationId: i % 4 === 0 ? other : organisationId,
        readers: i % 4 === 0 ? [PERSON] : [],
        title: i % 2 === 0 ? `thông báo số ${i}` : `báo tin, thông qua ${i}`,
      })),
    );
    const reader: Reader = { organisations: [organisationId], readers: [PERSON], home: other };
    const whole = await searchItems(database.queries, { query: parseQuery("thong bao"), reader, limit: 100 });
    expect(whole.hits.length).toBe(60);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 61 }), async (limit) => {
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await searchItems(database.queries, {
            query: parseQuery("thong bao"),
            reader,
            limit,
            ...(after === undefined ? {} : { after }),
          });
          seen.push(...page.hits.map((hit) => hit.id));
          after = page.next;
        } while (after !== undefined);
        expect(seen).toEqual(whole.hits.map((hit) => hit.id));
      }),
      { numRuns: 10 },
    );
    const filtered = await searchItems(database.queries, {
      query: parseQuery("thong bao"),
      reader,
      kinds: ["incoming"],
      from: "2022-03-02",
      to: "2022-03-03",
      limit: 100,
    });
    expect(
      filtered.hits.every(
        (hit) => hit.kind === "incoming" && hit.date >= "2022-03-02" && hit.date <= "2022-03-03",
      ),
    ).toBe(true);
    expect(filtered.hits.length).toBeGreaterThan(0);
  });

  it("refuses a position that is not its own; an empty question finds nothing", async () => {
    await expect(
      searchItems(database.queries, { query: parseQuery("a"), reader: ALL_OF_A, after: "x' or 1=1" }),
    ).rejects.toThrow(InvalidCursor);
    expect(await titles(" /-' ")).toEqual([]);
  });

  it("never fails whatever is typed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 40 }), async (typed) => {
        await titles(typed);
        await titles(`12/${typed}`);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the plan", () => {
  it("answers a rare word of one organisation from the index of rights and words", async () => {
    const organisationId = randomUUID();
    await sql`insert into search.item (id, kind, d, organisation_id, title, lex)
      select uuidv7(), 'outgoing', date '2022-01-01' + (i % 60), case when i % 2 = 0 then ${organisationId}::uuid else ${B}::uuid end,
             'x', array_to_tsvector(array[${shelfOf(organisationId)} || 'thong', ${shelfOf(organisationId)} || 'w' || (i % 5000)]) from generate_series(1, 40000) i`.execute(
      database.queries,
    );
    await sql`analyze search.item`.execute(database.queries);
    const { rows } = await sql<{ "QUERY PLAN": string }>`explain
      with hits as materialized (select id, d from search.item where organisation_id = ${organisationId}::uuid
        and not withdrawn and confidentiality <= 0 and lex @@ ${`('${shelfOf(organisationId)}w77' | '${shelfOf(organisationId)}~w77')`}::tsquery)
      select id, d from hits order by d desc, id desc limit 20`.execute(database.queries);
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("item_lex");
  });
});

describe("highlighting", () => {
  it("joins neighbouring hits and keeps the text", () => {
    const query = parseQuery("dak ha");
    expect(highlight("UBND huyện Đắk Hà báo cáo", query)).toEqual([
      { text: "UBND huyện ", hit: false },
      { text: "Đắk Hà", hit: true },
      { text: " báo cáo", hit: false },
    ]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(
          highlight(text, query)
            .map((segment) => segment.text)
            .join(""),
        ).toBe(text.normalize("NFC"));
      }),
    );
  });
  it("a marked question marks only its own spelling", () => {
    const hits = highlight("kế kê ke", parseQuery("kế")).filter((segment) => segment.hit);
    expect(hits).toEqual([{ text: "kế", hit: true }]);
    expect(snippet("không có", parseQuery("kế"))).toEqual([]);
  });
  it("aliases work on whole words only", () => {
    const table = aliases([["Bờ Y", "Pờ Y"]]);
    expect(table.at(["xã", "pờ", "y"], 1)?.spellings).toEqual([
      ["bờ", "y"],
      ["pờ", "y"],
    ]);
    expect(table.at(["po", "y"], 0)?.length).toBe(2);
    expect(table.at(["pờ"], 0)).toBeUndefined();
    expect(fold("Pờ Y")).toBe("po y");
  });
});
