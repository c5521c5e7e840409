import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareTexts, compareWords } from "./compare-texts.ts";

const shown = (before: string, after: string): string =>
  compareWords(before, after)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "gone" ? `[-${text}-]` : `[+${text}+]`))
    .join(" ");

describe("what was changed in a draft", () => {
  test("is shown word by word", () => {
    expect(shown("hoàn thành trước ngày 15 tháng 3", "hoàn thành trước ngày 20 tháng 4 năm 2022")).toBe(
      "hoàn thành trước ngày [-15-] [+20+] tháng [-3-] [+4 năm 2022+]",
    );
  });

  test("a line that was only changed stays one line; lines taken out or put in stand alone", () => {
    const compared = compareTexts(
      "Điều 1. Phê duyệt kế hoạch năm 2022.\nĐiều 2. Bỏ hẳn.\nĐiều 3. Giữ nguyên.",
      "Điều 1. Phê duyệt kế hoạch năm 2023.\nĐiều 3. Giữ nguyên.\nHoàn toàn mới ở đây",
    );
    expect(compared.map(({ changed }) => changed)).toEqual([true, true, false, true]);
    expect(compared[0]?.changes.map(({ kind }) => kind)).toEqual(["same", "gone", "new"]);
    expect(compared[1]?.changes).toEqual([{ kind: "gone", text: "Điều 2. Bỏ hẳn." }]);
    expect(compared[3]?.changes).toEqual([{ kind: "new", text: "Hoàn toàn mới ở đây" }]);
  });

  test("old and new can be read back from the comparison, whatever was typed", () => {
    const words = fc.array(fc.constantFrom("a", "b", "c", "Điều", "1."), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const changes = compareWords(before.join(" "), after.join(" "));
        const side = (drop: string): string =>
          changes
            .filter(({ kind }) => kind !== drop)
            .map(({ text }) => text)
            .join(" ");
        expect(side("new")).toBe(before.join(" "));
        expect(side("gone")).toBe(after.join(" "));
      }),
    );
  });

  test("a text that is wholly another costs little", () => {
    const many = (word: string): string => Array.from({ length: 4000 }, (_, at) => `${word}${at}`).join(" ");
    expect(compareWords(many("a"), many("b")).map(({ kind }) => kind)).toEqual(["gone", "new"]);
  });
});
