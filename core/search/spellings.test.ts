import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { fold } from "./fold.ts";
import { indexItems, putBodies, type SearchItem } from "./index-item.ts";
import { parseQuery } from "./parse-query.ts";
import { searchItems } from "./search-items.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([{ room: "core/search", folder: new URL("migrations/", import.meta.url) }]);
});
afterAll(() => database.drop());

/** Syllables that differ only by their marks, each with both ways of placing the tone where there are two. */
const FAMILIES: readonly (readonly (readonly string[])[])[] = [
  [["hòa", "hoà"], ["hóa", "hoá"], ["hoa"], ["hỏa", "hoả"]],
  [["thủy", "thuỷ"], ["thúy", "thuý"], ["thuy"], ["thụy", "thuỵ"]],
  [["khỏe", "khoẻ"], ["khoe"], ["khóe", "khoé"]],
  [["đường"], ["dương"], ["đương"], ["dưỡng"]],
  [["đăk"], ["đắk"], ["đak"], ["dak"]],
  [["quý"], ["quỳ"], ["quy"]],
  [["kế"], ["kẻ"], ["kê"], ["ke"]],
  [["nguyễn"], ["nguyên"], ["nguyện"]],
];

interface Written {
  /** Which spelling of the family it is: all its forms mean the same. */
  readonly family: number;
  readonly spelling: number;
  readonly text: string;
}

const forms = [
  (text: string) => text,
  (text: string) => text.toLocaleUpperCase("vi"),
  (text: string) => text.charAt(0).toLocaleUpperCase("vi") + text.slice(1),
  (text: string) => text.normalize("NFD"),
  (text: string) => text.toLocaleUpperCase("vi").normalize("NFD"),
];

const syllable: fc.Arbitrary<Written> = fc
  .record({
    family: fc.nat(FAMILIES.length - 1),
    spelling: fc.nat(20),
    placing: fc.nat(1),
    form: fc.constantFrom(...forms),
  })
  .map(({ family, spelling, placing, form }) => {
    const spellings = FAMILIES[family] ?? [];
    const which = spelling % spellings.length;
    const placed = spellings[which] ?? [];
    return { family, spelling: which, text: form(placed[placing % placed.length] ?? "") };
  });

const isMarked = (word: Written) => fold(word.text) !== word.text.normalize("NFC").toLowerCase();

it("a folded question finds every spelling, an exact one only its own, in heads and in bodies", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(syllable, { minLength: 1, maxLength: 6 }),
      syllable,
      fc.boolean(),
      async (written, asked, inBody) => {
        const organisationId = randomUUID();
        const items: SearchItem[] = written.map((word, index) => ({
          id: randomUUID(),
          kind: "test",
          date: "2021-05-06",
          organisationId,
          title: inBody ? "giấy tờ" : `xã ${word.text} số ${index}`,
          ...(inBody ? { bodies: [`${organisationId}-${index}`] } : {}),
        }));
        await indexItems(database.queries, items);
        if (inBody)
          await putBodies(
            database.queries,
            written.map((word, index) => ({ key: `${organisationId}-${index}`, text: `xã ${word.text} nọ` })),
          );
        const find = async (typed: string): Promise<string[]> => {
          const reader = { organisations: [organisationId], readers: [] };
          const page = await searchItems(database.queries, { query: parseQuery(typed), reader });
          return page.hits.map((hit) => hit.id).sort();
        };
        const idsOf = (right: (word: Written) => boolean): string[] =>
          items
            .filter((_, index) => right(written[index] ?? asked))
            .map((item) => item.id)
            .sort();
        const ofFamily = idsOf((word) => word.family === asked.family);
        expect(await find(fold(asked.text))).toEqual(ofFamily);
        const own = idsOf((word) => word.family === asked.family && word.spelling === asked.spelling);
        expect(await find(asked.text)).toEqual(isMarked(asked) ? own : ofFamily);
      },
    ),
    { numRuns: 120 },
  );
});
