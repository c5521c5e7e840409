import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCopyFields } from "../../copies/copy-fields.ts";
import { pagesText } from "./words.ts";

test("the pages of an extract are shown as they would be typed, and read back the same", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (pages) => {
      const typed = pagesText({ pages, page_amount: pages.length }).vi.replace("Trang ", "");
      const fields = { form: "trich-sao", pages: typed, decidedBy: "0193b0a0-0000-7000-8000-000000000000" };
      expect(parseCopyFields(fields, 40).pages).toEqual(pages);
    }),
  );
});

test("runs of pages are drawn together, a whole copy says how many", () => {
  expect(pagesText({ pages: [3, 1, 2, 7], page_amount: 4 }).vi).toBe("Trang 3, 1–2, 7");
  expect(pagesText({ pages: null, page_amount: 7 }).vi).toBe("Toàn bộ 7 trang");
});
