import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { fold, foldSymbol, normalizeTone, tokens } from "./fold.ts";

const VOWELS = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"];
const TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
const LETTERS = [
  ..."bcdđghklmnpqrstvxfjwz",
  ...VOWELS.flatMap((vowel) => TONES.map((tone) => (vowel + tone).normalize("NFC"))),
];

describe("folding", () => {
  it("maps đ, which has no decomposition", () => {
    expect(fold("Quyết định số 15/QĐ-UBND của huyện Đăk Hà")).toBe(
      "quyet dinh so 15/qd-ubnd cua huyen dak ha",
    );
  });
  it("cuts text into words whatever its normal form", () => {
    expect(tokens("Huyện Ia H' Drai".normalize("NFD"))).toEqual(["huyện", "ia", "h", "drai"]);
  });
  it("compares symbols without spaces and leading zeros", () => {
    expect(foldSymbol("05 / BNV-VP")).toBe("5/bnv-vp");
    expect(foldSymbol("0/QĐ")).toBe("0/qd");
  });
});

describe("tone placement", () => {
  it.each([
    ["hoà", "hòa"],
    ["thuỷ", "thủy"],
    ["khoẻ", "khỏe"],
    ["hòan", "hoàn"],
    ["cuả", "của"],
    ["quý", "quý"],
    ["quà", "quà"],
    ["gìa", "già"],
    ["gì", "gì"],
    ["tiến", "tiến"],
    ["nguyễn", "nguyễn"],
    ["khuỷu", "khuỷu"],
    ["đường", "đường"],
    ["ngoài", "ngoài"],
    ["mía", "mía"],
  ])("%s is written %s", (typed, expected) => {
    expect(normalizeTone(typed)).toBe(expected);
    expect(normalizeTone(typed.normalize("NFD"))).toBe(expected);
  });
  it("leaves what is no single syllable alone, and never changes the folded form", () => {
    expect(normalizeTone("stttt")).toBe("stttt");
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LETTERS), { maxLength: 8 }), (letters) => {
        const word = letters.join("");
        expect(fold(normalizeTone(word))).toBe(fold(word));
        expect(normalizeTone(normalizeTone(word))).toBe(normalizeTone(word));
      }),
    );
  });
});

describe("the fold of the database", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase([{ room: "core/search", folder: new URL("migrations/", import.meta.url) }]);
  });
  afterAll(() => database.drop());

  it("agrees with ours on every Vietnamese letter, both cases, NFC and NFD", async () => {
    const forms = LETTERS.flatMap((letter) => [letter, letter.toUpperCase()]).flatMap((letter) => [
      letter.normalize("NFC"),
      letter.normalize("NFD"),
    ]);
    expect(forms.length).toBe((21 + 72) * 4);
    const { rows } = await sql<{ form: string; folded: string }>`
      select form, search.fold(form) as folded from unnest(${forms}::text[]) as form`.execute(
      database.queries,
    );
    for (const { form, folded } of rows) expect(`${form} → ${folded}`).toBe(`${form} → ${fold(form)}`);
  });

  it("agrees on any text of Vietnamese letters, digits and signs", async () => {
    const texts = fc.sample(
      fc
        .array(
          fc.constantFrom(...LETTERS, ...LETTERS.map((l) => l.toUpperCase()), ..." 0123456789/-.,()'\""),
          { maxLength: 60 },
        )
        .map((l) => l.join("")),
      500,
    );
    const { rows } = await sql<{ text: string; folded: string }>`
      select text, search.fold(text) as folded from unnest(${texts}::text[]) as text`.execute(
      database.queries,
    );
    for (const { text, folded } of rows) expect(folded).toBe(fold(text));
  });
});
